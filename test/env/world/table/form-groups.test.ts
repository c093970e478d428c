import assert from "node:assert/strict";
import { groupingKinds } from "../../../../env/world/grouping/kinds/index.js";
import { formGroups } from "../../../../env/world/table/form-groups.js";
import type { SessionTableRow } from "../../../../env/world/table/session-table.js";

function hole(square: string, name: string, x: number, position?: string): SessionTableRow {
  const place = { stageXMicrometers: x, stageYMicrometers: 0, xPixels: 0, yPixels: 0 };
  const where = { grid: "g", square, group: "old", hole: name, ...(position === undefined ? {} : { position }) };
  return { ...where, ...place, groupStage: [0, 0], features: {}, ctfResolutionAngstrom: 3 };
}

describe("formGroups", () => {
  const grouping = groupingKinds.get("greedy-cover");
  const names = (rows: readonly SessionTableRow[], radius: number) =>
    formGroups({ rows }, grouping, radius).rows.map((row) =>
      [row.square, row.group, row.hole, row.position ?? ""].join(" "),
    );

  it("divides each square's holes by what image shift reaches, in the order of visiting", () => {
    const rows = [hole("s", "1", 0), hole("t", "1", 1), hole("s", "2", 40), hole("s", "3", 2)];
    assert.deepEqual(
      names(rows, 5).map((name) => name.trim()),
      ["s group-1 1", "s group-1 3", "s group-2 2", "t group-1 1"],
    );
    assert.equal(new Set(names(rows, 1).map((name) => name.split(" ").slice(0, 2).join())).size, 4);
  });

  it("keeps a hole's positions together and forgets where the old groups stood", () => {
    const rows = [hole("s", "1", 0, "a"), hole("s", "2", 40, "a"), hole("s", "1", 1, "b")];
    assert.deepEqual(names(rows, 5), ["s group-1 1 a", "s group-1 1 b", "s group-2 2 a"]);
    assert.ok(formGroups({ rows }, grouping, 5).rows.every((row) => row.groupStage === undefined));
  });
});
