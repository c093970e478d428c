import { stringify } from "csv-stringify/sync";
import type { WorldData } from "../world-data.js";

/**
 * A world as a session table, truth included, in the order of finding and in the columns that a replay reads:
 * a generated world can be replayed, and anyone can check its statistics. Stage columns are left out where no hole
 * has a position; what is missing is empty.
 *
 * @returns CSV with a header
 * @throws RangeError if the tree's levels are not grid, square, group and hole
 */
export function exportSessionTable({ tree, ctfResolutionAngstrom }: WorldData): string {
  const levels = tree.shape.levels.slice(1);
  if (levels.join() !== "grid,square,group,hole") {
    throw new RangeError(`a session table has the levels grid, square, group and hole, not ${levels.join(", ")}`);
  }
  const leaf = tree.leafLevel;
  const features = tree.shape.features.levels[leaf]!.map(({ name }) => name);
  const hasStage = tree.stageXMicrometers.some((x) => !Number.isNaN(x));
  const stage = hasStage ? ["stage_x_micrometers", "stage_y_micrometers"] : [];
  const header = [...levels, "x_px", "y_px", ...stage, ...features, "ctf_resolution_angstrom"];
  const holes = Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i);
  holes.sort((a, b) => tree.ordinal[a]! - tree.ordinal[b]!);
  const rows = holes.map((hole) => [
    ...levels.map((_, level) => tree.names[tree.ancestor(hole, level + 1)]!),
    ...[tree.imageXPixels[hole]!, tree.imageYPixels[hole]!],
    ...(hasStage ? [tree.stageXMicrometers[hole]!, tree.stageYMicrometers[hole]!] : []),
    ...features.map((_, feature) => tree.feature(hole, feature)),
    ctfResolutionAngstrom[hole]!,
  ]);
  const text = (value: string | number) => (Number.isNaN(value) ? "" : String(value));
  return stringify([header, ...rows.map((row) => row.map(text))]);
}
