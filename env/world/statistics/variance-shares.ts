import type { TargetTree } from "../../tree/target-tree.js";
import { holeWeights, levelOf } from "./statistics-world.js";
import { varianceComponents } from "./variance-components.js";
import { weightedMoments } from "./weighted.js";
import type { VarianceShares } from "./world-measures.js";

/**
 * Splits the variance of a hole's value, squares weighing alike: variance of the squares' means, of the groups' means
 * around them, and the rest. A plain split: what chance adds to a mean of few holes counts with the mean.
 *
 * @param values by row; NaN is left out
 */
export function squareVarianceShares(tree: TargetTree, values: Float64Array): VarianceShares {
  const weights = holeWeights(tree, "square", (hole) => !Number.isNaN(values[hole]!));
  const spread = (of: Float64Array) => weightedMoments(of, weights).sd ** 2;
  const total = spread(values);
  const square = spread(ancestorMeans(tree, values, levelOf(tree, "square"))) / total;
  const group = spread(ancestorMeans(tree, values, levelOf(tree, "group"))) / total - square;
  return { square, group, hole: 1 - square - group };
}

/**
 * The same by {@link varianceComponents}: unbiased for holes that weigh alike. A grid's variance counts with its
 * squares', a position's with its holes'.
 */
export function holeVarianceShares(tree: TargetTree, values: Float64Array): VarianceShares {
  const variances = varianceComponents(tree, values);
  const group = levelOf(tree, "group");
  const sum = (from: number, to: number) => variances.subarray(from, to).reduce((all, variance) => all + variance, 0);
  const total = sum(0, variances.length);
  return {
    square: sum(0, group) / total,
    group: variances[group]! / total,
    hole: sum(group + 1, variances.length) / total,
  };
}

/** Each hole's value replaced by the mean over its ancestor on a level, by row. */
function ancestorMeans(tree: TargetTree, values: Float64Array, level: number): Float64Array {
  const sum = new Float64Array(tree.size);
  const count = new Float64Array(tree.size);
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    if (Number.isNaN(values[hole]!)) continue;
    const ancestor = tree.ancestor(hole, level);
    sum[ancestor]! += values[hole]!;
    count[ancestor]!++;
  }
  const means = new Float64Array(tree.size);
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    const ancestor = tree.ancestor(hole, level);
    means[hole] = sum[ancestor]! / count[ancestor]!;
  }
  return means;
}
