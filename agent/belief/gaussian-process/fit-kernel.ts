import { mean, sampleStandardDeviation } from "simple-statistics";
import { defaultFeatureSchema, defaultLevels } from "../../../env/tree/feature-schema.js";
import type { Visits } from "../../calibration/visits.js";
import { GaussianProcessBelief } from "./gaussian-process-belief.js";
import type { KernelParameters } from "./kernel-parameters.js";
import { logisticRidge } from "./logistic-ridge.js";
import { type FeatureSource, featureReader, standardisedFeatures } from "./standardised-features.js";

/** Features whose logarithm says more than they do: those that scatter by factors. */
const logarithmic = ["area_square_micrometers", "intensity_spread", "predicted_ctf_resolution_angstrom"];

/** Penalty of the weights' squares, in observations. */
const PENALTY = 10;

/** A logit is about so many probits (the logistic distribution's scale against the normal one's). */
const LOGIT = 1.702;

/** Factors by which the numbers are changed in turn, the coarse ones first. */
const factors = [2, 1.4, 1.15];

/** Numbers that are searched for; all are above 0. */
type Searched = Readonly<Record<string, number>>;

const begin: Searched = {
  weightScale: 1,
  predictionWeightSd: 0.4,
  weightSd: 0.2,
  smoothSd: 0.4,
  smoothLength: 2.5,
  cassette: 0.5,
  grid: 0.35,
  square: 0.6,
  group: 0.4,
  groupLengthMicrometers: 15,
};

/** The search evaluates no more kernels. */
export const MOST_EVALUATIONS = 1 + 2 * factors.length * Object.keys(begin).length;

/**
 * Fits mean and kernel to what a policy visited in generated worlds: weights by logistic regression, the rest by a search
 * in one number after the other for the least mean log loss of forecasts made before each result (which is the marginal
 * likelihood, in assumed-density filtering).
 *
 * @param onStep hears of each evaluation and its log loss
 */
export function fitKernel(
  visits: readonly Visits[],
  madeBy: string,
  onStep: (logLoss: number) => void = () => {},
): KernelParameters {
  const features = standardised(visits);
  const rows: Float64Array[] = [];
  const good: boolean[] = [];
  for (const visit of visits) {
    const { values, dimensions } = standardisedFeatures(visit.begun.tree, visit.leaves, features);
    visit.leaves.forEach((_, i) => {
      rows.push(Float64Array.of(1, ...values.subarray(i * dimensions, (i + 1) * dimensions)));
      good.push(visit.good[i]!);
    });
  }
  const weights = logisticRidge(rows, good, PENALTY);
  const build = (searched: Searched): KernelParameters => {
    const scale = searched.weightScale! / LOGIT;
    const { cassette, grid, square, group } = searched;
    return {
      schemaVersion: 1,
      madeBy,
      featureSchemaVersion: defaultFeatureSchema.version,
      intercept: round(scale * weights[0]!),
      features: features.map((feature, f) => ({
        ...feature,
        weight: round(scale * weights[1 + 2 * f]!),
        missingWeight: round(scale * weights[2 + 2 * f]!),
      })),
      predictionWeightSd: round(searched.predictionWeightSd!),
      weightSd: round(searched.weightSd!),
      smoothSd: round(searched.smoothSd!),
      smoothLength: round(searched.smoothLength!),
      effectSds: { cassette: round(cassette!), grid: round(grid!), square: round(square!), group: round(group!) },
      groupLengthMicrometers: round(searched.groupLengthMicrometers!),
    };
  };
  const lossOf = (searched: Searched) => {
    const loss = logLoss(visits, build(searched));
    onStep(loss);
    return loss;
  };
  return build(search(begin, lossOf));
}

/** Mean log loss of forecasts before each result. */
export function logLoss(visits: readonly Visits[], parameters: KernelParameters): number {
  let sum = 0;
  let count = 0;
  for (const { begun, leaves, good } of visits) {
    const belief = new GaussianProcessBelief(begun, parameters, { only: leaves });
    leaves.forEach((leaf, i) => {
      belief.update();
      const chance = belief.probability[leaf]!;
      sum -= Math.log(Math.max(1e-9, good[i] === true ? chance : 1 - chance));
      belief.observe(leaf, good[i]!);
    });
    count += leaves.length;
  }
  return sum / count;
}

function search(start: Searched, lossOf: (searched: Searched) => number): Searched {
  let best = start;
  let least = lossOf(best);
  for (const factor of factors) {
    for (const name of Object.keys(start)) {
      for (const step of [factor, 1 / factor]) {
        const tried = { ...best, [name]: best[name]! * step };
        const loss = lossOf(tried);
        if (!(loss < least)) continue;
        best = tried;
        least = loss;
        break;
      }
    }
  }
  return best;
}

/** All features of leaves and of what lies above them, with mean and deviation over all leaves. */
function standardised(visits: readonly Visits[]): (FeatureSource & { readonly mean: number; readonly sd: number })[] {
  return defaultFeatureSchema.levels.flatMap((ofLevel, level) =>
    ofLevel.flatMap(({ name }) => {
      const source = { level: defaultLevels[level]!, name, logarithm: logarithmic.includes(name) };
      const values = visits.flatMap(({ begun: { tree } }) => {
        const read = featureReader(tree, source);
        if (read === undefined) return [];
        const leaves = Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => read(tree.firstLeaf + i));
        return leaves.filter(Number.isFinite);
      });
      if (values.length < 2) return [];
      return [{ ...source, mean: round(mean(values)), sd: round(Math.max(1e-6, sampleStandardDeviation(values))) }];
    }),
  );
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
