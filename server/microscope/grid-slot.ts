import type { TargetTree } from "../../env/tree/target-tree.js";

/** Slots are the grids in the order of finding, from 1. */
export function gridSlot(tree: TargetTree, grid: number): number {
  let slot = 1;
  for (let row = 1; row < tree.size; row++) {
    if (tree.level[row] === 1 && tree.ordinal[row]! < tree.ordinal[grid]!) slot++;
  }
  return slot;
}
