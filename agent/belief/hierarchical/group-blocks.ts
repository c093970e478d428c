import type { TargetTree } from "../../../env/tree/target-tree.js";
import { groupLevelOf } from "../../../env/tree/tree-shape.js";
import type { LogitCase } from "../logit-prior.js";
import type { Block } from "./arrow-posterior.js";

/** The squares whose groups were found, as blocks, and where they are. */
export interface GroupBlocks {
  readonly blocks: readonly Block[];
  /** Row of each block's square. */
  readonly squares: Int32Array;
  /** Row of the first group of all. */
  readonly firstGroupRow: Int32Array;
}

/**
 * Groups of a square have its effect in common and, where their places are known, more so the nearer they are:
 * Gaussian in the distance, as smooth fields are.
 *
 * @param width columns of a grid
 */
export function groupBlocks(tree: TargetTree, of: LogitCase, width: number): GroupBlocks {
  const squareLevel = groupLevelOf(tree.shape) - 1;
  const blocks: Block[] = [];
  const squares: number[] = [];
  const firstGroupRow: number[] = [];
  for (let square = tree.levelStart[squareLevel]!; square < tree.levelStart[squareLevel + 1]!; square++) {
    const groups = tree.childCount[square]!;
    if (groups === 0) continue;
    const first = tree.firstChild[square]!;
    const covariance = new Float64Array(groups * groups);
    for (let i = 0; i < groups; i++) {
      for (let j = 0; j < groups; j++) covariance[i * groups + j] = of.square + of.group * alike(tree, first, i, j, of);
    }
    blocks.push({ covariance, groups, firstColumn: (tree.ancestor(square, 1) - 1) * width });
    squares.push(square);
    firstGroupRow.push(first);
  }
  return { blocks, squares: Int32Array.from(squares), firstGroupRow: Int32Array.from(firstGroupRow) };
}

/** Correlation of what two groups have beyond their square's effect. */
export function alike(tree: TargetTree, first: number, i: number, j: number, { spatial }: LogitCase): number {
  if (i === j) return 1;
  const x = tree.stageXMicrometers[first + i]! - tree.stageXMicrometers[first + j]!;
  const y = tree.stageYMicrometers[first + i]! - tree.stageYMicrometers[first + j]!;
  if (Number.isNaN(x + y)) return 0;
  return spatial.share * Math.exp(-(x * x + y * y) / spatial.lengthMicrometers ** 2);
}

/** First row and end of the leaves of each of some squares, one after the other. */
export function leavesOfSquares(tree: TargetTree, squares: Int32Array): Int32Array {
  const { firstLeaf, size, parent } = tree;
  const first = new Map([...squares].map((square, block) => [square, block]));
  const leaves = new Int32Array(2 * squares.length);
  for (let leaf = firstLeaf; leaf < size; leaf++) {
    if (tree.childCount[parent[leaf]!] === 0) continue;
    const block = first.get(tree.ancestor(leaf, tree.level[squares[0] ?? 0]!));
    if (block === undefined) continue;
    if (leaves[2 * block + 1] === 0) leaves[2 * block] = leaf;
    leaves[2 * block + 1] = leaf + 1;
  }
  return leaves;
}
