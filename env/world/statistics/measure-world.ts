import { sampleCorrelation } from "simple-statistics";
import { PREDICTED_CTF_RESOLUTION } from "../../tree/feature-schema.js";
import { auc } from "./auc.js";
import { holePairs } from "./hole-pairs.js";
import { pairMeasures } from "./pair-measures.js";
import { goodLabels, holeWeights, type IsGood, levelOf, logCtf, type StatisticsWorld } from "./statistics-world.js";
import { holeVarianceShares, squareVarianceShares } from "./variance-shares.js";
import { weightedMoments, weightedQuantiles } from "./weighted.js";
import { CORRELATED_PITCHES, type Quantiles, type WorldMeasures } from "./world-measures.js";

const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/**
 * Measures one world. What can't be measured (a correlation without pairs, the AUC without a predictor) is NaN.
 *
 * @throws RangeError if the tree has no level `square` or no level `group`
 * @example measureWorld(source.create(random), objective.isGood).goodShare.bySquare.mean
 */
export function measureWorld(world: StatisticsWorld, isGood: IsGood): WorldMeasures {
  const { tree } = world;
  const good = goodLabels(world, isGood);
  const logs = logCtf(world);
  const measured = (hole: number) => !Number.isNaN(logs[hole]!);
  const weights = {
    measured: { bySquare: holeWeights(tree, "square", measured), byHole: holeWeights(tree, "hole", measured) },
    all: { bySquare: holeWeights(tree, "square", () => true), byHole: holeWeights(tree, "hole", () => true) },
  };
  const failed = logs.map((log) => (Number.isNaN(log) ? 1 : 0));
  const squares = perSquare(world, good);
  const pairs = holePairs(tree, CORRELATED_PITCHES + 0.5);
  return {
    counts: Object.fromEntries(
      tree.shape.levels.slice(1).map((name, i) => [name, tree.levelStart[i + 2]! - tree.levelStart[i + 1]!]),
    ),
    ctfQuantilesAngstrom: {
      bySquare: quantiles(world.ctfResolutionAngstrom, weights.measured.bySquare),
      byHole: quantiles(world.ctfResolutionAngstrom, weights.measured.byHole),
    },
    logCtf: {
      bySquare: weightedMoments(logs, weights.measured.bySquare),
      byHole: weightedMoments(logs, weights.measured.byHole),
    },
    goodShare: {
      bySquare: moments(squares.goodShare),
      byHole: weightedMoments(good, weights.all.byHole).mean,
    },
    failedShare: {
      bySquare: weightedMoments(failed, weights.all.bySquare).mean,
      byHole: weightedMoments(failed, weights.all.byHole).mean,
    },
    varianceShares: {
      bySquare: { logCtf: squareVarianceShares(tree, logs), good: squareVarianceShares(tree, good) },
      byHole: { logCtf: holeVarianceShares(tree, logs), good: holeVarianceShares(tree, good) },
    },
    pairs: {
      bySquare: pairMeasures(pairs, logs, good, weights.measured.bySquare, weights.all.bySquare),
      byHole: pairMeasures(pairs, logs, good, weights.measured.byHole, weights.all.byHole),
    },
    predictorAuc: predictorAuc(world, good),
    holesWithGoodShare: correlation(squares.holes, squares.goodShare),
  };
}

function quantiles(values: Float64Array, weights: Float64Array): Quantiles {
  const [q05, q25, q50, q75, q95] = weightedQuantiles(values, weights, SHARES);
  return { q05: q05!, q25: q25!, q50: q50!, q75: q75!, q95: q95! };
}

/** Number of holes and good share of each square that has holes. */
function perSquare({ tree }: StatisticsWorld, good: Float64Array): { holes: number[]; goodShare: number[] } {
  const level = levelOf(tree, "square");
  const holes = new Float64Array(tree.size);
  const sums = new Float64Array(tree.size);
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    const square = tree.ancestor(hole, level);
    holes[square]!++;
    sums[square]! += good[hole]!;
  }
  const rows = Array.from(holes.keys()).filter((row) => holes[row]! > 0);
  return { holes: rows.map((row) => holes[row]!), goodShare: rows.map((row) => sums[row]! / holes[row]!) };
}

/** The AUC of the predicted CTF resolution for good holes, among those that have a prediction. */
function predictorAuc({ tree }: StatisticsWorld, good: Float64Array): number {
  const index = tree.featureIndex(tree.leafLevel, PREDICTED_CTF_RESOLUTION.name);
  if (index < 0) return Number.NaN;
  const scores: number[] = [];
  const labels: number[] = [];
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    const score = tree.feature(hole, index);
    if (Number.isNaN(score)) continue;
    scores.push(score);
    labels.push(good[hole]!);
  }
  return auc(scores, labels);
}

function moments(values: readonly number[]): { mean: number; sd: number } {
  return weightedMoments(Float64Array.from(values), new Float64Array(values.length).fill(1));
}

function correlation(x: number[], y: number[]): number {
  return x.length < 2 ? Number.NaN : sampleCorrelation(x, y);
}
