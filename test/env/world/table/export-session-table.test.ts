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
import { generatedWorlds } from "../../../support/generated-worlds.js";
import { requireSessionData, SESSION_TABLE } from "../../../support/session-data.js";
import { withTemporaryFile } from "../../../support/temporary-file.js";

function readBack(csv: string): WorldData {
  return withTemporaryFile("world.csv", csv, (file) => worldFromTable(readSessionTable(file, featureColumns), []));
}

const columns = { columns: true } as const;
const recordsOf = (csv: string) => parse(csv, columns) as Record<string, string>[];
const number = (text: string) => (text === "" ? Number.NaN : Number(text));

describe("exportSessionTable", () => {
  it("writes a generated world that reads back as the same world", () => {
    const source = openWorld(loadScenario("y1-like"));
    for (let seed = 0; seed < 3; seed++) {
      const world = source.create(new KeyedRandom(seed));
      const again = readBack(exportSessionTable(world));
      assert.deepEqual(again.tree.ids, world.tree.ids);
      assert.deepEqual(again.tree.ordinal, world.tree.ordinal);
      assert.deepEqual(again.tree.imageXPixels, world.tree.imageXPixels);
      const { firstLeaf } = world.tree;
      assert.deepEqual(
        again.tree.stageXMicrometers.subarray(firstLeaf),
        world.tree.stageXMicrometers.subarray(firstLeaf),
      );
      assert.deepEqual(again.ctfResolutionAngstrom, world.ctfResolutionAngstrom);
    }
  });

  it("writes all that is known of a hole, its group and its square, and all that it would show", () => {
    const world = openWorld(loadScenario("y1-wide")).create(new KeyedRandom(2));
    const { tree } = world;
    const records = recordsOf(exportSessionTable(world));
    assert.equal(records.length, tree.size - tree.firstLeaf);
    records.forEach((record, i) => {
      const hole = tree.firstLeaf + i;
      const [group, square] = [tree.parent[hole]!, tree.ancestor(hole, 2)];
      const expected: Record<string, number> = {
        x_px: tree.imageXPixels[hole]!,
        stage_y_micrometers: tree.stageYMicrometers[hole]!,
        group_stage_x_micrometers: tree.stageXMicrometers[group]!,
        square_stage_y_micrometers: tree.stageYMicrometers[square]!,
        ctf_resolution_angstrom: world.ctfResolutionAngstrom[hole]!,
        ice_thickness_nanometers: world.iceThicknessNanometers![hole]!,
        particle_count: world.particleCount![hole]!,
      };
      tree.shape.features.levels[4]!.forEach(({ name }, n) => {
        expected[name] = tree.feature(hole, n);
      });
      tree.shape.features.levels[2]!.forEach(({ name }, n) => {
        expected[`square_${name}`] = tree.feature(square, n);
      });
      for (const [column, value] of Object.entries(expected)) assert.equal(number(record[column]!), value, column);
      assert.equal(record.hole, tree.names[hole]);
      assert.equal(record.square, tree.names[square]);
    });
  });

  it("says which holes nobody exposed, where there are such", () => {
    const [world] = generatedWorlds({}, 1);
    assert.equal(recordsOf(exportSessionTable(world!))[0]!.status, undefined);
    const ctfResolutionAngstrom = world!.ctfResolutionAngstrom.slice();
    const first = world!.tree.firstLeaf;
    ctfResolutionAngstrom.set([4, Number.NaN, Number.NaN], first);
    const records = recordsOf(exportSessionTable({ ...world!, ctfResolutionAngstrom, spent: [first + 2] }));
    assert.deepEqual(
      records.slice(0, 3).map(({ status }) => status),
      ["measured", "failed", "unexposed"],
    );
  });

  it("leaves out what no hole has, and writes tilts", () => {
    const exposure = { kind: "tilt_series", tilts: 41, failure_share_per_tilt: 0.1 } as const;
    const [world] = generatedWorlds({ exposure, hide: ["contamination"] }, 1);
    const [record] = recordsOf(exportSessionTable(world!));
    assert.equal(record!.contamination, undefined);
    assert.equal(record!.predicted_ctf_resolution_angstrom, "");
    assert.equal(record!.completed_tilts, String(world!.completedTilts![world!.tree.firstLeaf]));
  });

  it("refuses other levels", () => {
    const [world] = generatedWorlds({ positions_per_hole: 2 }, 1);
    assert.throws(
      () => exportSessionTable(world!),
      /UserError: a session table has the levels .* hole, not .* position/,
    );
  });

  it("keeps awkward names, missing values and stage positions", () => {
    const csv = [
      "grid,square,group,hole,x_px,y_px,stage_x_micrometers,stage_y_micrometers,predicted_ctf_resolution_angstrom,ctf_resolution_angstrom",
      '"a, b",s,g,"h ""1""",1.5,-2,10,20.25,,4.5',
      '"a, b",s,g,é/ü,0,0,11,21,7.1,',
      "",
    ].join("\n");
    const exported = recordsOf(exportSessionTable(readBack(csv)));
    recordsOf(csv).forEach((record, i) => {
      for (const [column, text] of Object.entries(record)) assert.equal(exported[i]![column], text, column);
    });
    assert.equal(exported.length, 2);
    const places = Object.keys(exported[0]!).filter((column) => !(column in recordsOf(csv)[0]!));
    assert.deepEqual(places, [
      "group_stage_x_micrometers",
      "group_stage_y_micrometers",
      "square_stage_x_micrometers",
      "square_stage_y_micrometers",
    ]);
  });

  it("writes the real session's columns as they were", function () {
    const table = join(requireSessionData(this), SESSION_TABLE);
    const world = worldFromTable(readSessionTable(table, featureColumns), []);
    const exported = recordsOf(exportSessionTable(world));
    const original = recordsOf(readFileSync(table, "utf8"));
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
