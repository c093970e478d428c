import { PREDICTED_CTF_RESOLUTION } from "../../env/tree/feature-schema.js";
import { cheapestPromising } from "../plan/cheapest-promising.js";
import { acquire, type PolicyEntry, stop } from "../policy.js";

/** Predictions up to this count as promising: the field's usual limit for a good micrograph. */
export const PROMISING_CTF_RESOLUTION_ANGSTROM = 6;

function explain(predicted: number, seconds: number): string {
  if (Number.isNaN(predicted)) return `No hole with a prediction is left; this one is ${seconds} s away.`;
  if (predicted > PROMISING_CTF_RESOLUTION_ANGSTROM) {
    return `No promising hole is left; ${predicted.toFixed(2)} Å is the best prediction there is.`;
  }
  const limit = PROMISING_CTF_RESOLUTION_ANGSTROM;
  return `The cheapest hole predicted at ≤ ${limit} Å: ${predicted.toFixed(2)} Å, ${seconds} s away.`;
}

const entry: PolicyEntry = {
  name: "greedy",
  summary: "of the holes predicted to be good, the cheapest to reach; when none is left, the best prediction",
  create() {
    let predicted = new Float64Array(0);
    return {
      reset({ tree }) {
        const feature = tree.featureIndex(tree.leafLevel, PREDICTED_CTF_RESOLUTION.name);
        predicted = Float64Array.from({ length: tree.size }, (_, row) =>
          row >= tree.firstLeaf && feature >= 0 ? tree.feature(row, feature) : Number.NaN,
        );
      },
      decide(session) {
        const choice = cheapestPromising(session, predicted, PROMISING_CTF_RESOLUTION_ANGSTROM);
        if (choice === -1) return stop("No hole is left.");
        return acquire(choice, () => {
          const seconds = session.expectedSeconds(choice);
          const value = predicted[choice]!;
          const numbers: Record<string, number> = { expectedSeconds: seconds };
          if (!Number.isNaN(value)) numbers.predictedCtfResolutionAngstrom = value;
          return { numbers, sentence: explain(value, seconds) };
        });
      },
    };
  },
};

export default entry;
