import type { TargetTree } from "../../tree/target-tree.js";
import type { SessionTable } from "./session-table.js";
import { pathOf } from "./table-targets.js";

/**
 * The grids and squares that a recorded session had surveyed, parents before their children: a square by the column
 * `surveyed` of its rows (without the column: every one), a grid if any of its rows says `yes` or `atlas`, as an atlas
 * shows all of a grid's squares at once.
 */
export function surveyedNodes({ rows }: SessionTable, tree: TargetTree): number[] {
  const nodes = new Set<number>();
  for (const row of rows) {
    const [grid, square] = pathOf(row);
    const state = row.surveyed ?? "yes";
    if (state !== "no") nodes.add(tree.row(grid!)!);
    if (state === "yes") nodes.add(tree.row(square!)!);
  }
  return [...nodes].sort((a, b) => a - b);
}
