import type { Session } from "../../env/session/session.js";
import { PREDICTED_CTF_RESOLUTION } from "../../env/tree/feature-schema.js";
import { type Predictions, predictionsOf } from "../belief/predictions.js";
import { cheapestPromising } from "../plan/cheapest-promising.js";
import { leastSecondsThrough, unexploredNodes } from "../plan/unexplored.js";
import { acquire, type PolicyEntry, stop, survey } from "../policy.js";

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

/**
 * What a grid or square not yet surveyed counts as: a hole that is just promising, as far away as the nearest exposure
 * that may follow the survey. Where holes have no predictions, none is expected there either.
 */
function valueOfNode({ expected }: Predictions): number {
  return expected ? PROMISING_CTF_RESOLUTION_ANGSTROM : Number.NaN;
}

const entry: PolicyEntry = {
  name: "greedy",
  summary: "of the holes predicted to be good, the cheapest to reach; when none is left, the best prediction",
  remembers: "nothing",
  create() {
    let predictions: Predictions;
    const read = (session: Session) => {
      predictions = predictionsOf(session, PREDICTED_CTF_RESOLUTION.name);
    };
    return {
      reset(session) {
        read(session);
        session.listen({ surveyed: read });
      },
      decide(session) {
        const { values } = predictions;
        const choice = cheapestPromising(session, values, PROMISING_CTF_RESOLUTION_ANGSTROM, {
          nodes: unexploredNodes(session),
          nodeValue: valueOfNode(predictions),
        });
        if (choice === -1) return stop("No hole is left.");
        if (!session.tree.isLeaf(choice)) {
          const seconds = Math.round(leastSecondsThrough(session, choice));
          return survey(choice, () => ({
            numbers: { expectedSeconds: seconds },
            sentence: `No promising hole is nearer than what a survey may find in ${seconds} s.`,
          }));
        }
        return acquire(choice, () => {
          const seconds = session.expectedSeconds(choice);
          const value = values[choice]!;
          const numbers: Record<string, number> = { expectedSeconds: seconds };
          if (!Number.isNaN(value)) numbers.predictedCtfResolutionAngstrom = value;
          return { numbers, sentence: explain(value, Math.round(seconds)) };
        });
      },
    };
  },
};

export default entry;
