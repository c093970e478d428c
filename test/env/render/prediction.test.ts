import assert from "node:assert/strict";
import { rankPredictions } from "../../../env/render/prediction.js";
import { TargetTree } from "../../../env/tree/target-tree.js";

/** A tree of three levels whose leaves have these values of one feature. */
function treeWith(name: string, unit: string, values: readonly number[]): TargetTree {
  const features = { version: 1, levels: [[], [], [{ name, unit }]] };
  const leaves = values.map((value, i) => {
    return { id: `h${i}`, parentId: "g", level: 2, name: `h${i}`, features: { [name]: value } };
  });
  return TargetTree.from([{ id: "g", level: 1, name: "g" }, ...leaves], { levels: ["a", "b", "c"], features });
}

/** Quarters by the order of the values. */
function quarters(tree: TargetTree): (number | undefined)[] {
  const ranks = rankPredictions(tree);
  return Array.from({ length: tree.size - 2 }, (_, i) => ranks?.quarter.get(tree.row(`h${i}`)!));
}

describe("rankPredictions", () => {
  it("has the least resolution best", () => {
    assert.deepEqual(quarters(treeWith("predicted_resolution", "angstrom", [8, 3, 5, 20])), [1, 3, 2, 0]);
  });

  it("has the greatest of anything else best", () => {
    assert.deepEqual(quarters(treeWith("predicted_good", "1", [0.1, 0.9, 0.5, 0.3])), [0, 3, 2, 1]);
  });

  it("gives equal predictions one quarter, and missing ones none", () => {
    assert.deepEqual(quarters(treeWith("predicted_good", "1", [0.5, 0.5, 0.5, Number.NaN])), [0, 0, 0, undefined]);
  });

  it("ranks nothing without a prediction", () => {
    assert.equal(rankPredictions(treeWith("intensity", "1", [1, 2])), undefined);
    assert.equal(rankPredictions(treeWith("predicted_good", "1", [Number.NaN])), undefined);
  });
});
