import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { loadScenario } from "../../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../../env/scenario/open-world.js";
import { TargetTree } from "../../../../env/tree/target-tree.js";
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
    const defects = { empty_square_share: 0.2, crack_share: 0.2, empty_hole_share: 0.1 };
    for (const world of [
      openWorld(loadScenario("y1-like")).create(new KeyedRandom(1)),
      ...generatedWorlds({ defects, prediction: { auc: 0.8 } }, 2),
    ]) {
      const { tree, ...truth } = world;
      const { tree: readTree, surveyed: _, ...readTruth } = readBack(exportSessionTable(world));
      assert.deepEqual(readTree.ids, tree.ids);
      const { nameOf: _nameOf, idOf: _idOf, ...readArrays } = readTree.arrays;
      const { nameOf: _ours, ...arrays } = tree.arrays;
      for (const x of [arrays.stageXMicrometers!, arrays.stageYMicrometers!]) x.fill(Number.NaN, 0, tree.levelStart[2]);
      for (const x of [readArrays.stageXMicrometers!, readArrays.stageYMicrometers!]) {
        x.fill(Number.NaN, 0, tree.levelStart[2]);
      }
      assert.deepEqual(readArrays, arrays);
      assert.deepEqual(readTruth, truth);
    }
  });

  it("writes positions in holes", () => {
    const [world] = generatedWorlds({ positions_per_hole: 3, prediction: { auc: 0.8 } }, 1);
    const { tree, ctfResolutionAngstrom, iceThicknessNanometers } = world!;
    const again = readBack(exportSessionTable(world!));
    assert.deepEqual(again.tree.shape, tree.shape);
    assert.deepEqual(again.tree.ids, tree.ids);
    assert.deepEqual(again.tree.arrays.features, tree.arrays.features);
    for (const name of ["stageXMicrometers", "imageYPixels"] as const) {
      assert.deepEqual(again.tree[name].subarray(tree.firstLeaf), tree[name].subarray(tree.firstLeaf));
    }
    assert.deepEqual(again.ctfResolutionAngstrom, ctfResolutionAngstrom);
    assert.deepEqual(again.iceThicknessNanometers, iceThicknessNanometers);
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
    const shape = { levels: ["cassette", "grid"], features: { version: 1, levels: [[], []] } };
    const tree = TargetTree.from([{ id: "1", level: 1, name: "1" }], shape);
    assert.throws(
      () => exportSessionTable({ tree, ctfResolutionAngstrom: new Float64Array(2), spent: [] }),
      /UserError: a session table has the levels .* not grid: such a world can't be exported/,
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
