import type { TargetTree } from "../tree/target-tree.js";

/** Rows of a target's children that are known, in the order in which they were found. */
export function childrenOf(tree: TargetTree, row: number): number[] {
  return Array.from({ length: tree.childCount[row]! }, (_, i) => tree.firstChild[row]! + i);
}

/**
 * Rows that are known below a target, each before its children. A tree may have rows that nobody has seen yet: only
 * what can be reached from the root may be shown.
 */
export function rowsBelow(tree: TargetTree, row: number): number[] {
  return childrenOf(tree, row).flatMap((child) => [child, ...rowsBelow(tree, child)]);
}

/** Known targets of the leaf level at or below a target. */
export function leavesBelow(tree: TargetTree, row: number): number[] {
  return rowsOfLevelBelow(tree, row, tree.leafLevel);
}

/** Known targets of a level at or below a target. */
export function rowsOfLevelBelow(tree: TargetTree, row: number, level: number): number[] {
  if (tree.level[row] === level) return [row];
  return childrenOf(tree, row).flatMap((child) => rowsOfLevelBelow(tree, child, level));
}

/** The levels that a map treats each in its way. */
export interface DrawnLevels {
  /** Below a square, around holes that are reached from one stage position. */
  readonly group: number;
  readonly square: number;
  /** What groups hold: the leaves, or what the leaves (positions in a hole) lie in. */
  readonly hole: number;
}

/**
 * Which levels are holes, groups and squares: holes are the level of that name, else the leaves; the other two lie
 * above it.
 */
export function drawnLevels(tree: TargetTree): DrawnLevels {
  const named = tree.shape.levels.indexOf("hole");
  const hole = named > 0 ? named : tree.leafLevel;
  return { hole, group: Math.max(0, hole - 1), square: Math.max(0, hole - 2) };
}
