import assert from "node:assert/strict";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { positionTreeShape } from "../../../../env/tree/tree-shape.js";
import replay from "../../../../env/world/kinds/replay.js";
import { World } from "../../../../env/world/world.js";
import type { WorldSource } from "../../../../env/world/world-source.js";
import { planOf } from "../../../support/plans.js";
import { withTemporaryFile } from "../../../support/temporary-file.js";

function open(csv: string, options: Readonly<Record<string, unknown>> = {}): WorldSource {
  return withTemporaryFile("table.csv", csv, (file) =>
    replay.open(replay.options.parse({ table: "table.csv", ...options }), {
      scenarioName: "test",
      resolveTable: () => file,
    }),
  );
}

const header = "grid,square,group,hole,x_px,y_px,predicted_ctf_resolution_angstrom,ctf_resolution_angstrom";
const table = [
  `${header},status`,
  "g,s,p,1,0,0,4,3.5,measured",
  "g,s,p,2,0,0,5,,failed",
  "g,s,q,1,0,0,6,,pending",
  "h,t,p,1,0,0,7,,unexposed",
].join("\n");
const random = new KeyedRandom(1);

/** A table of two squares in which every third hole was not exposed. */
const large = [
  `${header},status`,
  ...Array.from({ length: 90 }, (_, i) => {
    const unexposed = i % 3 === 2;
    return `g,s${i % 2},p${i % 4},${i},0,0,${4 + (i % 7)},${unexposed ? "" : 3 + (i % 5)},${unexposed ? "unexposed" : "measured"}`;
  }),
].join("\n");

describe("world kind 'replay'", () => {
  it("says what its world is like", () => {
    const source = open(table);
    assert.equal(source.varies, false);
    assert.equal(source.survey, "complete");
    assert.deepEqual(source.shape.levels, ["cassette", "grid", "square", "group", "hole"]);
    assert.deepEqual([source.mostChildren, source.mostHoles, source.mostNodes, source.mostTargets], [2, 4, 8, 12]);
    assert.equal(source.create(random), source.create(new KeyedRandom(2)), "one world for every seed");
    const position = open("grid,square,group,hole,position,x_px,y_px,ctf_resolution_angstrom\ng,s,p,1,a,0,0,3\n", {
      hide: ["predicted_ctf_resolution_angstrom"],
    });
    assert.equal(position.shape, positionTreeShape);
  });

  it("withholds holes without an outcome, or counts them as failed", () => {
    const withheld = open(table).create(random);
    assert.deepEqual(
      withheld.spent.map((row) => withheld.tree.ids[row]),
      ["g/s/q/1", "h/t/p/1"],
    );
    const session = new World(withheld, planOf(480), random).begin();
    assert.equal(session.availableCount[0], 2);
    const bad = open(table, { unlabelled: "bad" }).create(random);
    assert.deepEqual(bad.spent, []);
    assert.equal(new World(bad, planOf(480), random).outcome(bad.tree.row("h/t/p/1")!).failed, true);
  });

  it("draws their outcomes by a model, another world for each seed, whatever is hidden", () => {
    const source = open(large, { unlabelled: "model" });
    assert.equal(source.varies, true);
    const world = source.create(random);
    assert.deepEqual(world.spent, []);
    assert.deepEqual(source.create(random).ctfResolutionAngstrom, world.ctfResolutionAngstrom);
    assert.notDeepEqual(source.create(new KeyedRandom(2)).ctfResolutionAngstrom, world.ctfResolutionAngstrom);
    const hidden = open(large, { unlabelled: "model", hide: ["predicted_ctf_resolution_angstrom"] }).create(random);
    assert.deepEqual(hidden.ctfResolutionAngstrom, world.ctfResolutionAngstrom);
    assert.ok(Number.isNaN(hidden.tree.feature(hidden.tree.firstLeaf, 4)));
    assert.equal(world.tree.feature(world.tree.firstLeaf, 4), 4);
    const full = large.split("\n").filter((line) => !line.endsWith("unexposed"));
    assert.equal(open(full.join("\n"), { unlabelled: "model" }).varies, false);
  });

  it("names the table from which no model can be learned", () => {
    const message =
      /^UserError: scenario 'test', table table.csv: unlabelled: 'model' needs at least 20 measured holes/;
    assert.throws(() => open(table, { unlabelled: "model" }), message);
  });

  it("notes what its holes are", () => {
    const chosen = "A replay of test has outcomes only of holes that an operator chose to expose";
    assert.deepEqual(open(`${header}\ng,s,p,1,0,0,4,3\n`).notes, [
      "A replay of test holds only holes that an operator chose to expose.",
    ]);
    assert.deepEqual(open(table).notes, [`${chosen}; 2 holes without an outcome are not offered.`]);
    assert.match(
      open(table, { unlabelled: "bad" }).notes[0]!,
      /, and 2 holes without an outcome, which count as failed/,
    );
    assert.match(
      open(large, { unlabelled: "model" }).notes[0]!,
      /, and 30 holes .* a model fitted on the others makes up/,
    );
  });

  it("knows from the start what was surveyed, as far as it is told to", () => {
    const csv = [`${header},surveyed`, "g,s,p,1,0,0,4,3.5,yes", "g,t,p,1,0,0,4,3.5,no", "h,u,p,1,0,0,4,3.5,no"].join(
      "\n",
    );
    const found = (survey: string) => {
      const source = open(csv, { survey });
      assert.equal(source.survey, survey);
      const data = source.create(random);
      const session = new World(data, planOf(480), random).begin({ concealed: survey !== "complete" });
      return data.tree.ids.filter((_, row) => row > 0 && session.tree.childCount[row]! > 0);
    };
    assert.deepEqual(found("complete"), ["g", "h", "g/s", "g/t", "h/u", "g/s/p", "g/t/p", "h/u/p"]);
    assert.deepEqual(found("on-entry"), []);
    assert.deepEqual(found("recorded"), ["g", "g/s", "g/s/p"]);
  });

  it("forms groups by image shift instead of taking the table's", () => {
    const csv = [
      "grid,square,hole,stage_x_micrometers,stage_y_micrometers,ctf_resolution_angstrom",
      ...Array.from({ length: 30 }, (_, i) => `g,s,${i},${(i % 6) * 5},${Math.floor(i / 6) * 5},4`),
    ].join("\n");
    const hide = ["predicted_ctf_resolution_angstrom"];
    const groups = (radius: string) => {
      const { tree } = open(csv, { hide, grouping: { kind: "greedy-cover", radius } }).create(random);
      assert.equal(tree.size - tree.firstLeaf, 30);
      return tree.levelStart[4]! - tree.levelStart[3]!;
    };
    assert.equal(groups("100 um"), 1);
    assert.ok(groups("6 um") > 3);
    assert.equal(groups("1 um"), 30);
    assert.throws(() => open(csv, { hide }), /lacks the column 'group'/);
    assert.throws(
      () => open(table, { grouping: { kind: "tiles", radius: "9 um" } }),
      /forming groups needs the columns/,
    );
    assert.equal(replay.options.safeParse({ table: "t", grouping: { kind: "tiles" } }).success, false);
  });
});
