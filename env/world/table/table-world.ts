import { PREDICTED_CTF_RESOLUTION } from "../../tree/feature-schema.js";
import type { TargetDescription } from "../../tree/target-description.js";
import { TargetTree } from "../../tree/target-tree.js";
import type { WorldData } from "../world-data.js";
import type { SessionTable } from "./session-table.js";

/** Names of all feature columns that a table may have and a scenario may hide. */
export const featureColumns: readonly string[] = [PREDICTED_CTF_RESOLUTION.name];

/** The levels' names joined: unique within a table, and readable in logs and journals. */
function join(...names: string[]): string {
  return names.join("/");
}

/** The hidden world that a session table describes. Columns in `hide` become missing features. */
export function worldFromTable(table: SessionTable, hide: readonly string[]): WorldData {
  const targets = new Map<string, TargetDescription>();
  const truth = new Map<string, number>();
  for (const row of table.rows) {
    const grid = join(row.grid);
    const square = join(row.grid, row.square);
    const group = join(row.grid, row.square, row.group);
    const hole = join(row.grid, row.square, row.group, row.hole);
    if (!targets.has(grid)) targets.set(grid, { id: grid, level: 1, name: row.grid });
    if (!targets.has(square)) targets.set(square, { id: square, parentId: grid, level: 2, name: row.square });
    if (!targets.has(group)) targets.set(group, { id: group, parentId: square, level: 3, name: row.group });
    const features = Object.fromEntries(Object.entries(row.features).filter(([name]) => !hide.includes(name)));
    targets.set(hole, {
      id: hole,
      parentId: group,
      level: 4,
      name: row.hole,
      imageXPixels: row.xPixels,
      imageYPixels: row.yPixels,
      ...(Number.isNaN(row.stageXMicrometers) ? {} : { stageXMicrometers: row.stageXMicrometers }),
      ...(Number.isNaN(row.stageYMicrometers) ? {} : { stageYMicrometers: row.stageYMicrometers }),
      features,
    });
    truth.set(hole, row.ctfResolutionAngstrom);
  }
  const tree = TargetTree.from([...targets.values()]);
  const ctfResolutionAngstrom = Float64Array.from(tree.ids, (id) => truth.get(id) ?? Number.NaN);
  return { tree, ctfResolutionAngstrom, spent: [] };
}
