import { stringify } from "csv-stringify/sync";
import { UserError } from "../../errors.js";
import { PREDICTED_CTF_RESOLUTION } from "../../tree/feature-schema.js";
import type { TargetTree } from "../../tree/target-tree.js";
import type { WorldData } from "../world-data.js";
import { tableFeatures } from "./feature-columns.js";

/** A column of the table: its name and a hole's field. NaN becomes an empty field. */
export interface Column {
  readonly name: string;
  of(hole: number): string | number;
  /** A column without a single number is left out, unless it is needed. */
  readonly needed?: boolean;
}

/**
 * A world as a session table, truth included, in the order of finding and in the columns that a replay reads, so that a
 * generated world can be replayed and anyone can check its statistics. What is missing is empty; columns that no hole
 * has a number for are left out, save the prediction's. A table lists holes: squares and grids without any are not in
 * it, nor is whether a grid can be loaded.
 *
 * @returns CSV with a header
 * @throws UserError if the tree's levels are not grid, square, group, hole and perhaps position
 * @example writeFileSync("world.csv", exportSessionTable(source.create(random)));
 */
export function exportSessionTable(data: WorldData): string {
  return tableOf(data.tree, outcomeColumns(data));
}

/**
 * Targets as a session table, whatever is known of them.
 *
 * @param outcomes columns beside the places and the features
 * @throws UserError if the tree's levels are not grid, square, group, hole and perhaps position
 */
export function tableOf(tree: TargetTree, outcomes: readonly Column[]): string {
  const levels = tree.shape.levels.slice(1);
  if (!["grid,square,group,hole", "grid,square,group,hole,position"].includes(levels.join())) {
    throw new UserError(
      `a session table has the levels grid, square, group, hole and perhaps position, not ${levels.join(", ")}: such a world can't be exported`,
    );
  }
  const holes = Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i);
  holes.sort((a, b) => tree.ordinal[a]! - tree.ordinal[b]!);
  const isNumber = (value: string | number) => typeof value === "string" || !Number.isNaN(value);
  const columns = [...placeColumns(tree, levels), ...featureColumns(tree), ...outcomes].filter(
    ({ needed, of }) => needed === true || holes.some((hole) => isNumber(of(hole))),
  );
  const text = (value: string | number) => (isNumber(value) ? String(value) : "");
  return stringify([
    columns.map(({ name }) => name),
    ...holes.map((hole) => columns.map((column) => text(column.of(hole)))),
  ]);
}

function placeColumns(tree: TargetTree, levels: readonly string[]): Column[] {
  const stage = (prefix: string, level: number): Column[] => [
    { name: `${prefix}stage_x_micrometers`, of: (hole) => tree.stageXMicrometers[tree.ancestor(hole, level)]! },
    { name: `${prefix}stage_y_micrometers`, of: (hole) => tree.stageYMicrometers[tree.ancestor(hole, level)]! },
  ];
  const hasStage = tree.stageXMicrometers.subarray(tree.firstLeaf, tree.size).some((x) => !Number.isNaN(x));
  return [
    ...levels.map((name, i) => ({
      name,
      of: (hole: number) => tree.names[tree.ancestor(hole, i + 1)]!,
      needed: true,
    })),
    { name: "x_px", of: (hole) => tree.imageXPixels[hole]!, needed: !hasStage },
    { name: "y_px", of: (hole) => tree.imageYPixels[hole]!, needed: !hasStage },
    ...stage("", tree.leafLevel),
    ...stage("group_", tree.shape.levels.indexOf("group")),
    ...stage("square_", tree.shape.levels.indexOf("square")),
  ];
}

function featureColumns(tree: TargetTree): Column[] {
  return tableFeatures.flatMap(({ column, feature, level: name }): Column[] => {
    const level = tree.shape.levels.indexOf(name);
    if (level === -1) return [];
    const index = tree.featureIndex(level, feature);
    const of = (hole: number) => tree.feature(tree.ancestor(hole, level), index);
    return [{ name: column, of, needed: feature === PREDICTED_CTF_RESOLUTION.name }];
  });
}

function outcomeColumns({
  ctfResolutionAngstrom,
  iceThicknessNanometers,
  particleCount,
  completedTilts,
  spent,
}: WorldData): Column[] {
  const unknown = new Set(spent);
  const measured = (hole: number) => (Number.isNaN(ctfResolutionAngstrom[hole]!) ? "failed" : "measured");
  const status = { name: "status", of: (hole: number) => (unknown.has(hole) ? "unexposed" : measured(hole)) };
  const outcome = (name: string, values: ArrayLike<number> | undefined, needed = false): Column[] =>
    values === undefined ? [] : [{ name, of: (hole) => (unknown.has(hole) ? Number.NaN : values[hole]!), needed }];
  return [
    ...outcome("ctf_resolution_angstrom", ctfResolutionAngstrom, true),
    ...(unknown.size === 0 ? [] : [status]),
    ...outcome("ice_thickness_nanometers", iceThicknessNanometers),
    ...outcome("particle_count", particleCount),
    ...outcome("completed_tilts", completedTilts),
  ];
}
