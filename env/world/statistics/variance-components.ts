import type { TargetTree } from "../../tree/target-tree.js";

/**
 * Variance of a hole's value by level, by the method of moments of an unbalanced nested analysis of variance
 * (Searle, Casella & McCulloch, *Variance Components*, 1992, section 3.6 and appendix F): each level's mean
 * square is equated with its expectation. Estimates below zero are zero.
 *
 * @param values by row; holes only are read, and of these those that are not NaN
 * @returns one variance per level; that of the root is 0, as one tree says nothing about it
 * @example varianceComponents(world.tree, world.ctfResolutionAngstrom.map(Math.log)) // [0, 0.01, 0.08, 0.03, 0.15]
 */
export function varianceComponents(tree: TargetTree, values: Float64Array): Float64Array {
  const leaf = tree.leafLevel;
  const count = new Float64Array(tree.size);
  const sum = new Float64Array(tree.size);
  let squares = 0;
  for (let row = tree.size - 1; row >= 0; row--) {
    if (row >= tree.firstLeaf && !Number.isNaN(values[row])) {
      count[row] = 1;
      sum[row] = values[row]!;
      squares += values[row]! ** 2;
    }
    if (row === 0) break;
    count[tree.parent[row]!]! += count[row]!;
    sum[tree.parent[row]!]! += sum[row]!;
  }
  const explained = new Float64Array(leaf + 1);
  for (let row = 0; row < tree.firstLeaf; row++) {
    if (count[row]! > 0) explained[tree.level[row]!]! += sum[row]! ** 2 / count[row]!;
  }
  explained[leaf] = squares;
  const components = new Float64Array(leaf + 1);
  for (let level = leaf; level >= 1; level--) {
    const degrees = rows(tree, count, level) - rows(tree, count, level - 1);
    if (degrees === 0) continue;
    let left = explained[level]! - explained[level - 1]!;
    for (let below = level + 1; below <= leaf; below++) {
      left -= components[below]! * (weight(tree, count, level, below) - weight(tree, count, level - 1, below));
    }
    const own = weight(tree, count, level, level) - weight(tree, count, level - 1, level);
    components[level] = Math.max(0, left / own);
  }
  return components;
}

/** Number of nodes of a level that have a value in them. */
function rows(tree: TargetTree, count: Float64Array, level: number): number {
  let total = 0;
  for (let row = tree.levelStart[level]!; row < tree.levelStart[level + 1]!; row++) if (count[row]! > 0) total++;
  return total;
}

/** Σ over nodes A of a level of (Σ over nodes B of a deeper level in A of n_B²) / n_A. */
function weight(tree: TargetTree, count: Float64Array, level: number, below: number): number {
  let total = 0;
  for (let row = tree.levelStart[below]!; row < tree.levelStart[below + 1]!; row++) {
    if (count[row]! > 0) total += count[row]! ** 2 / count[tree.ancestor(row, level)]!;
  }
  return total;
}
