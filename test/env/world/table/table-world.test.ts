import assert from "node:assert/strict";
import { join } from "node:path";
import { readSessionTable } from "../../../../env/world/table/read-session-table.js";
import { featureColumns, worldFromTable } from "../../../../env/world/table/table-world.js";
import type { WorldData } from "../../../../env/world/world-data.js";
import { requireSessionData, SESSION_TABLE } from "../../../support/session-data.js";
import { withTemporaryFile } from "../../../support/temporary-file.js";

function worldOf(csv: string, hide: readonly string[] = []): WorldData {
  return withTemporaryFile("world.csv", csv, (file) => worldFromTable(readSessionTable(file, []), hide));
}

/** A feature by a target's id. */
function feature({ tree }: WorldData, id: string, name: string): number {
  const row = tree.row(id)!;
  return tree.feature(row, tree.featureIndex(tree.level[row]!, name));
}

function place({ tree }: WorldData, id: string): [number, number] {
  const row = tree.row(id)!;
  return [tree.stageXMicrometers[row]!, tree.stageYMicrometers[row]!];
}

const staged = [
  "grid,square,group,hole,stage_x_micrometers,stage_y_micrometers,ctf_resolution_angstrom",
  "g,s,p,1,10,0,3",
  "g,s,q,1,50,0,4",
  "g,s,p,2,20,0,5",
  "g,s,p,3,12,1,",
].join("\n");

describe("worldFromTable", () => {
  it("finds targets in the order of the rows, each after its parent", () => {
    const { tree } = worldOf(staged);
    assert.deepEqual(
      tree.descriptions().map(({ id }) => id),
      ["g", "g/s", "g/s/p", "g/s/p/1", "g/s/q", "g/s/q/1", "g/s/p/2", "g/s/p/3"],
    );
  });

  it("puts groups and squares in the middle of their holes, unless the table says where they stand", () => {
    const world = worldOf(staged);
    assert.deepEqual(place(world, "g/s/p"), [15, 0]);
    assert.deepEqual(place(world, "g/s"), [30, 0]);
    assert.deepEqual(place(world, "g"), [Number.NaN, Number.NaN]);
    const columns = "square_stage_x_micrometers,square_stage_y_micrometers";
    const given = worldOf(
      staged
        .split("\n")
        .map((line, i) => `${line},${i === 0 ? columns : "33,-1"}`)
        .join("\n"),
    );
    assert.deepEqual(place(given, "g/s"), [33, -1]);
    assert.deepEqual(place(given, "g/s/p"), [15, 0]);
  });

  it("gives squares and holes their features, and withholds any that is hidden", () => {
    const csv = [
      "grid,square,group,hole,x_px,y_px,square_mean_intensity,mean_intensity,contamination,ctf_resolution_angstrom",
      "g,s,p,1,0,0,0.7,0.5,0.1,3",
    ].join("\n");
    const world = worldOf(csv);
    assert.equal(feature(world, "g/s", "mean_intensity"), 0.7);
    assert.equal(feature(world, "g/s/p/1", "mean_intensity"), 0.5);
    assert.equal(feature(world, "g/s/p/1", "contamination"), 0.1);
    assert.equal(feature(world, "g/s/p/1", "predicted_ctf_resolution_angstrom"), Number.NaN);
    const hidden = worldOf(csv, ["square_mean_intensity", "contamination"]);
    assert.equal(feature(hidden, "g/s", "mean_intensity"), Number.NaN);
    assert.equal(feature(hidden, "g/s/p/1", "mean_intensity"), 0.5);
    assert.equal(feature(hidden, "g/s/p/1", "contamination"), Number.NaN);
  });

  it("can hide every feature", () => {
    const columns = featureColumns.join(",");
    const values = featureColumns.map((_, i) => i + 1).join(",");
    const csv = `grid,square,group,hole,position,x_px,y_px,${columns},ctf_resolution_angstrom\ng,s,p,1,a,0,0,${values},3\n`;
    const numbers = (world: WorldData) => world.tree.arrays.features.flatMap((level) => [...level]);
    assert.deepEqual(numbers(worldOf(csv)), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.ok(numbers(worldOf(csv, featureColumns)).every(Number.isNaN));
  });

  it("makes positions a level of their own, holes in the middle of them", () => {
    const world = worldOf(
      [
        "grid,square,group,hole,position,stage_x_micrometers,stage_y_micrometers,center_offset_micrometers,ctf_resolution_angstrom",
        "g,s,p,1,a,0,0,0.5,3",
        "g,s,p,1,b,1,0,0.6,4",
        "g,s,p,2,a,2,2,0.5,5",
      ].join("\n"),
    );
    assert.deepEqual(world.tree.shape.levels, ["cassette", "grid", "square", "group", "hole", "position"]);
    assert.equal(world.tree.size - world.tree.firstLeaf, 3);
    assert.deepEqual(place(world, "g/s/p/1"), [0.5, 0]);
    assert.equal(feature(world, "g/s/p/1/b", "center_offset_micrometers"), 0.6);
    assert.equal(world.ctfResolutionAngstrom[world.tree.row("g/s/p/1/b")!], 4);
  });

  it("takes outcomes over, and spends holes that have none", () => {
    const world = worldOf(
      [
        "grid,square,group,hole,x_px,y_px,status,ctf_resolution_angstrom,ice_thickness_nanometers,particle_count",
        "g,s,p,1,0,0,measured,3,40,100",
        "g,s,p,2,0,0,failed,,50,",
        "g,s,p,3,0,0,pending,,,",
        "g,s,p,4,0,0,unexposed,,,",
      ].join("\n"),
    );
    const of = (values: ArrayLike<number> | undefined) =>
      [1, 2, 3, 4].map((i) => values?.[world.tree.row(`g/s/p/${i}`)!]);
    assert.deepEqual(of(world.ctfResolutionAngstrom), [3, Number.NaN, Number.NaN, Number.NaN]);
    assert.deepEqual(of(world.iceThicknessNanometers), [40, 50, Number.NaN, Number.NaN]);
    assert.deepEqual(of(world.particleCount), [100, Number.NaN, Number.NaN, Number.NaN]);
    assert.deepEqual([...world.spent], [world.tree.row("g/s/p/3"), world.tree.row("g/s/p/4")]);
    const without = worldOf(staged);
    assert.deepEqual(
      [without.iceThicknessNanometers, without.particleCount, without.spent],
      [undefined, undefined, []],
    );
  });

  it("knows which squares were surveyed, and the grids whose atlas was taken", () => {
    const rows = [
      ["g", "s", "yes"],
      ["g", "t", "no"],
      ["h", "u", "atlas"],
      ["i", "v", "no"],
    ];
    const csv = rows.map(([grid, square, surveyed]) => `${grid},${square},p,1,0,0,3,${surveyed}`).join("\n");
    const { tree, surveyed } = worldOf(`grid,square,group,hole,x_px,y_px,ctf_resolution_angstrom,surveyed\n${csv}\n`);
    assert.deepEqual(
      surveyed?.map((node) => tree.ids[node]),
      ["g", "h", "g/s"],
    );
    const all = worldOf(staged);
    assert.deepEqual(
      all.surveyed?.map((node) => all.tree.ids[node]),
      ["g", "g/s"],
    );
  });

  it("makes nothing of a fit's confidence and of when an exposure was taken", () => {
    const csv = (confidence: string, time: string) =>
      `${staged.split("\n")[0]},ctf_confidence,acquired_at\ng,s,p,1,10,0,3,${confidence},${time}\ng,s,p,2,0,0,4,0.5,\n`;
    const world = worldOf(csv("0.9", "2021-03-03 21:09:28"));
    for (const other of [worldOf(csv("0.1", "1999-01-01")), worldOf(csv("", ""))]) {
      assert.deepEqual(other.tree.descriptions(), world.tree.descriptions());
      assert.deepEqual({ ...other, tree: undefined }, { ...world, tree: undefined });
    }
  });

  it("reads the real session as it always did", function () {
    const file = join(requireSessionData(this), SESSION_TABLE);
    const { tree, ctfResolutionAngstrom, spent } = worldFromTable(readSessionTable(file, []), []);
    assert.deepEqual([...tree.levelStart], [0, 1, 7, 16, 76, 1273]);
    assert.deepEqual(spent, []);
    const good = ctfResolutionAngstrom.filter((ctf) => ctf <= 6).length;
    assert.equal(good, 540);
    assert.equal(feature({ tree } as WorldData, tree.ids[tree.firstLeaf]!, "predicted_ctf_resolution_angstrom"), 11.12);
    assert.ok(Number.isNaN(tree.stageXMicrometers[tree.firstLeaf]!));
  });
});
