import { mean } from "simple-statistics";
import type { Objective } from "../../env/objective/objective.js";
import { type KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import type { SessionPlan } from "../../env/session/session-plan.js";
import { defaultFeatureSchema, PREDICTED_CTF_RESOLUTION } from "../../env/tree/feature-schema.js";
import { varianceComponents } from "../../env/world/statistics/variance-components.js";
import type { WorldData } from "../../env/world/world-data.js";
import type { WorldSource } from "../../env/world/world-source.js";
import { type FitOptions, fitLogitPrior } from "./fit-logit-prior.js";
import { fitTypical, round } from "./fit-typical.js";
import type { Prior } from "./prior.js";

/** The logit's prior is fitted to so many of the worlds at most: it takes a second a world, and more change it little. */
const LOGIT_WORLDS = 120;

interface LabelledWorld {
  readonly data: WorldData;
  /** Natural logarithm of the feature and label (1 good, 0 bad), by row; NaN where there is none. */
  readonly logFeature: Float64Array;
  readonly label: Float64Array;
}

/**
 * Fits what a belief starts from on generated worlds: the good share, a logistic line in the logarithm of the
 * prediction, and the variance of the label around it by level. The sample's variance is that of worlds' means.
 */
export function fitPrior(
  source: WorldSource,
  plan: SessionPlan,
  worlds: number,
  random: KeyedRandom,
  madeBy: string,
  options?: FitOptions,
): Prior {
  const { objective } = plan;
  const labelled = Array.from({ length: worlds }, (_, k) =>
    label(source.create(random.derive(k, RandomKind.World)), objective),
  );
  const features: number[] = [];
  const labels: number[] = [];
  for (const world of labelled) {
    for (let row = world.data.tree.firstLeaf; row < world.data.tree.size; row++) {
      if (Number.isNaN(world.logFeature[row]!)) continue;
      features.push(world.logFeature[row]!);
      labels.push(world.label[row]!);
    }
  }
  const goodShare = mean(labels);
  const { intercept, slope } = logisticLine(features, labels);
  const chance = (logFeature: number) => 1 / (1 + Math.exp(-(intercept + slope * logFeature)));
  const around = (expected: (logFeature: number) => number) => components(labelled, expected);
  return {
    schemaVersion: 3,
    madeBy,
    featureSchemaVersion: defaultFeatureSchema.version,
    goodShare: round(goodShare),
    logistic: { feature: PREDICTED_CTF_RESOLUTION.name, intercept: round(intercept), slope: round(slope) },
    typical: fitTypical(
      labelled.map(({ data }) => data.tree),
      labelled.map(({ logFeature }) => logFeature.map(chance)),
    ),
    variances: {
      withFeature: around(chance),
      withoutFeature: around(() => goodShare),
    },
    logit: fitLogitPrior(
      labelled.slice(0, LOGIT_WORLDS).map(({ data }) => data),
      plan,
      random,
      options,
    ),
  };
}

function label(data: WorldData, objective: Objective): LabelledWorld {
  const { tree, ctfResolutionAngstrom } = data;
  const feature = tree.featureIndex(tree.leafLevel, PREDICTED_CTF_RESOLUTION.name);
  const logFeature = new Float64Array(tree.size).fill(Number.NaN);
  const labels = new Float64Array(tree.size);
  for (let row = tree.firstLeaf; row < tree.size; row++) {
    const ctf = ctfResolutionAngstrom[row]!;
    logFeature[row] = Math.log(tree.feature(row, feature));
    labels[row] = objective.isGood({ ctfResolutionAngstrom: ctf, failed: Number.isNaN(ctf) }) ? 1 : 0;
  }
  return { data, logFeature, label: labels };
}

/** Newton's method for a logistic regression on one variable. */
function logisticLine(x: readonly number[], y: readonly number[]): { intercept: number; slope: number } {
  let intercept = 0;
  let slope = 0;
  for (let iteration = 0; iteration < 30; iteration++) {
    let g0 = 0;
    let g1 = 0;
    let h00 = 0;
    let h01 = 0;
    let h11 = 0;
    for (let i = 0; i < x.length; i++) {
      const p = 1 / (1 + Math.exp(-(intercept + slope * x[i]!)));
      const weight = p * (1 - p);
      g0 += y[i]! - p;
      g1 += (y[i]! - p) * x[i]!;
      h00 += weight;
      h01 += weight * x[i]!;
      h11 += weight * x[i]! * x[i]!;
    }
    const determinant = h00 * h11 - h01 * h01;
    intercept += (h11 * g0 - h01 * g1) / determinant;
    slope += (h00 * g1 - h01 * g0) / determinant;
  }
  return { intercept, slope };
}

/** Variance of the label around what is expected, by level name; averaged over worlds. */
function components(
  worlds: readonly LabelledWorld[],
  expected: (logFeature: number) => number,
): Record<string, number> {
  const { levels } = worlds[0]!.data.tree.shape;
  const residuals = worlds.map((world) => world.label.map((y, row) => y - expected(world.logFeature[row]!)));
  const each = worlds.map((world, k) => varianceComponents(world.data.tree, residuals[k]!));
  const squareMeans = worlds.map((world, k) => mean([...residuals[k]!.subarray(world.data.tree.firstLeaf)]));
  const sampling = mean(each.map((variances, k) => meanVariance(worlds[k]!, variances)));
  const betweenWorlds = mean(squareMeans.map((m) => m * m)) - mean(squareMeans) ** 2 - sampling;
  return Object.fromEntries(
    levels.map((name, level) => [
      name,
      round(level === 0 ? Math.max(0, betweenWorlds) : mean(each.map((v) => v[level]!))),
    ]),
  );
}

/** Variance of a world's mean that its own nodes' effects make. */
function meanVariance({ data: { tree } }: LabelledWorld, variances: Float64Array): number {
  const holes = tree.size - tree.firstLeaf;
  const count = new Float64Array(tree.size);
  let total = 0;
  for (let row = tree.size - 1; row > 0; row--) {
    if (row >= tree.firstLeaf) count[row] = 1;
    count[tree.parent[row]!]! += count[row]!;
    total += variances[tree.level[row]!]! * (count[row]! / holes) ** 2;
  }
  return total;
}
