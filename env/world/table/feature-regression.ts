import { mean, standardDeviation } from "simple-statistics";
import { math } from "../../math.js";
import type { TargetTree } from "../../tree/target-tree.js";

/** Observations that the prior of each weight counts for: it keeps weights small where there is little to learn from. */
const RIDGE = 1;

/**
 * Linear regression of a value on the features of its holes, in units of their standard deviation and of their logarithm
 * where all are above 0; a missing feature counts as average. Ridge regression: few values give small weights.
 *
 * @param values by row; NaN where unknown and for rows that are no leaves
 * @returns what the features say of each leaf's value, by row; 0 for rows that are no leaves
 */
export function regressOnFeatures(tree: TargetTree, values: Float64Array): Float64Array {
  const leaves: number[] = [];
  for (let row = tree.firstLeaf; row < tree.size; row++) if (!Number.isNaN(values[row]!)) leaves.push(row);
  const center = mean(leaves.map((row) => values[row]!));
  const columns = standardizedFeatures(tree, leaves);
  const said = new Float64Array(tree.size);
  const weights = ridge(columns, leaves, (row) => values[row]! - center);
  for (let row = tree.firstLeaf; row < tree.size; row++) {
    said[row] = columns.reduce((sum, column, i) => sum + weights[i]! * column[row]!, center);
  }
  return said;
}

/** Features of the leaves and of the nodes above them, by row; those that are missing everywhere or constant left out. */
function standardizedFeatures(tree: TargetTree, leaves: readonly number[]): Float64Array[] {
  const columns: Float64Array[] = [];
  for (const [level, features] of tree.shape.features.levels.entries()) {
    for (const index of features.keys()) {
      const column = new Float64Array(tree.size);
      for (let row = tree.firstLeaf; row < tree.size; row++)
        column[row] = tree.feature(tree.ancestor(row, level), index);
      if (column.subarray(tree.firstLeaf).every((value) => Number.isNaN(value) || value > 0)) {
        column.forEach((value, row) => {
          column[row] = Math.log(value);
        });
      }
      const known = leaves.map((row) => column[row]!).filter((value) => !Number.isNaN(value));
      const spread = known.length < 2 ? 0 : standardDeviation(known);
      if (!(spread > 0)) continue;
      const center = mean(known);
      columns.push(column.map((value) => (Number.isNaN(value) ? 0 : (value - center) / spread)));
    }
  }
  return columns;
}

/** Weights that minimise the squared error plus {@link RIDGE} times the squared weights. */
function ridge(columns: readonly Float64Array[], leaves: readonly number[], value: (row: number) => number): number[] {
  if (columns.length === 0) return [];
  const sum = (of: (row: number) => number) => leaves.reduce((total, row) => total + of(row), 0);
  const products = columns.map((a, i) =>
    columns.map((b, j) => sum((row) => a[row]! * b[row]!) + (i === j ? RIDGE : 0)),
  );
  const right = columns.map((column) => sum((row) => column[row]! * value(row)));
  return (math.lusolve(products, right) as number[][]).map(([weight]) => weight!);
}
