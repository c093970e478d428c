import type { TargetTree } from "../tree/target-tree.js";

/** Names of what {@link writeStagePlace} writes. */
export const stageColumns = ["stage_x_micrometers", "stage_y_micrometers", "stage_missing"] as const;

/** Writes a number and whether it is missing (NaN): then 0 and 1. @returns where the next one goes */
export function writeOptional(value: number, into: Float32Array, at: number): number {
  const missing = Number.isNaN(value);
  into[at] = missing ? 0 : value;
  into[at + 1] = missing ? 1 : 0;
  return at + 2;
}

/** Writes a target's stage position and whether it is unknown. @returns where the next number goes */
export function writeStagePlace(tree: TargetTree, row: number, into: Float32Array, at: number): number {
  const x = tree.stageXMicrometers[row]!;
  const y = tree.stageYMicrometers[row]!;
  const missing = Number.isNaN(x) || Number.isNaN(y);
  into[at] = missing ? 0 : x;
  into[at + 1] = missing ? 0 : y;
  into[at + 2] = missing ? 1 : 0;
  return at + 3;
}
