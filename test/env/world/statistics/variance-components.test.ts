import assert from "node:assert/strict";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import { TargetTree } from "../../../../env/tree/target-tree.js";
import { varianceComponents } from "../../../../env/world/statistics/variance-components.js";
import { describeTargets } from "../../../support/small-worlds.js";

describe("varianceComponents", () => {
  it("finds the variances that values were drawn with", () => {
    const layout = Array.from({ length: 12 }, (_, g) =>
      Array.from({ length: 2 + (g % 3) }, (_, s) => Array.from({ length: 3 + (s % 3) }, (_, p) => 4 + (p % 5))),
    );
    const tree = TargetTree.from(describeTargets(layout));
    const given = [0, 0.5, 1, 0.3, 2];
    const totals = new Float64Array(5);
    const draws = 60;
    for (let draw = 0; draw < draws; draw++) {
      const random = new KeyedRandom(draw);
      const values = new Float64Array(tree.size);
      for (let row = 1; row < tree.size; row++) {
        const own = Math.sqrt(given[tree.level[row]!]!) * random.normal(row, RandomKind.HoleEffect);
        values[row] = values[tree.parent[row]!]! + own;
      }
      varianceComponents(tree, values).forEach((variance, level) => {
        totals[level]! += variance / draws;
      });
    }
    given.forEach((variance, level) => {
      assert.ok(Math.abs(totals[level]! - variance) < 0.12 * variance + 0.03, `level ${level}: ${totals[level]}`);
    });
  });

  it("leaves out what is missing, and nodes in which all is missing", () => {
    const tree = TargetTree.from(describeTargets([[[3, 2], [2]], [[4, 0]]]));
    const values = Float64Array.from({ length: tree.size }, (_, row) => (row * 7) % 5);
    const kept = describeTargets([[[3, 2], [2]], [[4]]]).filter(({ id }) => id !== "1.1.1.2" && !id.startsWith("1.2"));
    const smaller = TargetTree.from(kept);
    const missing = values.map((value, row) => (smaller.row(tree.ids[row]!) === undefined ? Number.NaN : value));
    const same = Float64Array.from(smaller.ids, (id) => values[tree.row(id)!]!);
    assert.deepEqual(varianceComponents(tree, missing), varianceComponents(smaller, same));
  });
});
