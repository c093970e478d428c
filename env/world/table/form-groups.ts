import type { Grouping } from "../grouping/grouping.js";
import type { SessionTable, SessionTableRow } from "./session-table.js";

/**
 * The same session with its holes divided into other groups: within each square those that image shift reaches from one
 * stage position. Groups are named `group-1`, `group-2`, … in the order in which the grouping visits them; rows keep
 * their order within a group.
 *
 * @param radiusMicrometers how far image shift reaches
 * @throws RangeError if a hole has no stage position
 */
export function formGroups({ rows }: SessionTable, grouping: Grouping, radiusMicrometers: number): SessionTable {
  const squares = new Map<string, Map<string, SessionTableRow[]>>();
  for (const row of rows) {
    const square = JSON.stringify([row.grid, row.square]);
    if (!squares.has(square)) squares.set(square, new Map());
    // Positions of one hole stay together.
    const holes = squares.get(square)!;
    if (!holes.has(row.hole)) holes.set(row.hole, []);
    holes.get(row.hole)!.push(row);
  }
  const formed = [...squares.values()].flatMap((holes) => {
    const first = [...holes.values()].map(([row]) => row!);
    const x = Float64Array.from(first, (row) => row.stageXMicrometers);
    const y = Float64Array.from(first, (row) => row.stageYMicrometers);
    const numbers = grouping.form(x, y, radiusMicrometers);
    const members = [...holes.values()].map((of, hole) => ({ of, number: numbers[hole]! }));
    members.sort((a, b) => a.number - b.number);
    return members.flatMap(({ of, number }) =>
      of.map(({ groupStage: _, ...row }) => ({ ...row, group: `group-${number + 1}` })),
    );
  });
  return { rows: formed };
}
