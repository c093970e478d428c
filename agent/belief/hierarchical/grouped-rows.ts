import type { TargetTree } from "../../../env/tree/target-tree.js";
import { groupLevelOf } from "../../../env/tree/tree-shape.js";
import type { GroupBlocks } from "./group-blocks.js";

/** Where a tree's rows are in the posterior of a hierarchical belief. The first level below the cassette are the grids. */
export class GroupedRows {
  readonly groupLevel: number;
  /** Row of each of the posterior's blocks. */
  readonly squares: Int32Array;
  readonly firstGroupRow: Int32Array;
  /** Number of a group row's group in the posterior; −1 for other rows. By row less the first group row. */
  readonly #groupOf: Int32Array;

  /**
   * @param width columns of a grid
   * @param firstGroup number of the first group of each block
   */
  constructor(
    readonly tree: TargetTree,
    readonly width: number,
    { blocks, squares, firstGroupRow }: GroupBlocks,
    firstGroup: ArrayLike<number>,
  ) {
    this.groupLevel = groupLevelOf(tree.shape);
    this.squares = squares;
    this.firstGroupRow = firstGroupRow;
    const groupStart = tree.levelStart[this.groupLevel]!;
    this.#groupOf = new Int32Array(tree.levelStart[this.groupLevel + 1]! - groupStart).fill(-1);
    blocks.forEach((block, b) => {
      for (let i = 0; i < block.groups; i++) {
        this.#groupOf[firstGroupRow[b]! - groupStart + i] = firstGroup[b]! + i;
      }
    });
  }

  /** Number of the group of a leaf, or of a hole with several positions; −1 if the posterior has none. */
  groupOf(leaf: number): number {
    return this.#groupOf[this.#groupAbove(leaf) - this.tree.levelStart[this.groupLevel]!]!;
  }

  /** Place of the first column of a row's grid. */
  firstColumn(row: number): number {
    return (this.tree.ancestor(row, 1) - 1) * this.width;
  }

  #groupAbove(leaf: number): number {
    const { parent, level } = this.tree;
    let at = leaf;
    while (level[at]! > this.groupLevel) at = parent[at]!;
    return at;
  }
}
