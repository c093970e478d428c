import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { loadScenario } from "../../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../../env/scenario/open-world.js";
import { exportSessionTable } from "../../../../env/world/table/export-session-table.js";
import { readSessionTable } from "../../../../env/world/table/read-session-table.js";
import { featureColumns, worldFromTable } from "../../../../env/world/table/table-world.js";
import type { WorldData } from "../../../../env/world/world-data.js";
import { requireSessionData, SESSION_TABLE } from "../../../support/session-data.js";
import { withTemporaryFile } from "../../../support/temporary-file.js";

function readBack(csv: string): WorldData {
  return withTemporaryFile("world.csv", csv, (file) => worldFromTable(readSessionTable(file, featureColumns), []));
}

function assertSameWorld(actual: WorldData, expected: WorldData): void {
  assert.deepEqual(actual.tree.ids, expected.tree.ids);
  assert.deepEqual(actual.tree.imageXPixels, expected.tree.imageXPixels);
  assert.deepEqual(actual.tree.arrays.features, expected.tree.arrays.features);
  assert.deepEqual(actual.ctfResolutionAngstrom, expected.ctfResolutionAngstrom);
}

describe("exportSessionTable", () => {
  it("writes a generated world that reads back as the same world", () => {
    const source = openWorld(loadScenario("y1-wide"));
    for (let seed = 0; seed < 3; seed++) {
      const world = source.create(new KeyedRandom(seed));
      assertSameWorld(readBack(exportSessionTable(world)), world);
    }
  });

  it("keeps awkward names, missing values and stage positions", () => {
    const csv = [
      "grid,square,group,hole,x_px,y_px,stage_x_micrometers,stage_y_micrometers,predicted_ctf_resolution_angstrom,ctf_resolution_angstrom",
      '"a, b",s,g,"h ""1""",1.5,-2,10,20.25,,4.5',
      '"a, b",s,g,é/ü,0,0,11,21,7.1,',
      "",
    ].join("\n");
    const world = readBack(csv);
    assert.equal(exportSessionTable(world), csv);
  });

  it("writes the real session's columns as they were", function () {
    const table = join(requireSessionData(this), SESSION_TABLE);
    const world = worldFromTable(readSessionTable(table, featureColumns), []);
    const columns = { columns: true } as const;
    const exported = parse(exportSessionTable(world), columns) as Record<string, string>[];
    const original = parse(readFileSync(table, "utf8"), columns) as Record<string, string>[];
    assert.equal(exported.length, original.length);
    exported.forEach((row, i) => {
      for (const [column, text] of Object.entries(row)) {
        const expected = original[i]![column]!;
        const same = text === expected || (text !== "" && Number(text) === Number(expected));
        assert.ok(same, `row ${i + 1}, ${column}: ${text}, not ${expected}`);
      }
    });
  });
});
