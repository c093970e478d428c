import assert from "node:assert/strict";
import { shortNames, stripShared, targetTitle } from "../../../env/render/short-names.js";
import { TargetTree } from "../../../env/tree/target-tree.js";

describe("stripShared", () => {
  const cases: [string[], string[]][] = [
    [
      ["grid-1", "grid-2"],
      ["1", "2"],
    ],
    [
      ["a_00008gr", "a_00012gr"],
      ["08gr", "12gr"],
    ],
    [
      ["_00011sq_v01", "_00029sq_v01"],
      ["11sq", "29sq"],
    ],
    [
      ["1001", "1002"],
      ["1001", "1002"],
    ],
    [
      ["a", "a_b"],
      ["a", "a_b"],
    ],
    [["only_one_v01"], ["only_one_v01"]],
    [
      ["same", "same"],
      ["same", "same"],
    ],
    [[], []],
  ];
  for (const [names, expected] of cases) {
    it(`makes ${expected.join(", ") || "nothing"} of ${names.join(", ") || "nothing"}`, () => {
      assert.deepEqual(stripShared(names), expected);
    });
  }
});

describe("shortNames", () => {
  it("drops the parent's name and what a level shares", () => {
    const tree = TargetTree.from([
      { id: "1", level: 1, name: "21mar02c_grid1c_00008gr" },
      { id: "2", level: 1, name: "21mar02c_grid1c_00012gr" },
      { id: "3", parentId: "1", level: 2, name: "21mar02c_grid1c_00008gr_00011sq_v01" },
      { id: "4", parentId: "2", level: 2, name: "21mar02c_grid1c_00012gr_00029sq_v01" },
    ]);
    assert.deepEqual(shortNames(tree), ["", "08gr", "12gr", "11sq", "29sq"]);
  });
});

describe("targetTitle", () => {
  it("says the level once", () => {
    const tree = TargetTree.from([
      { id: "1", level: 1, name: "Grid 7" },
      { id: "2", parentId: "1", level: 2, name: "11sq" },
    ]);
    assert.deepEqual(
      [0, 1, 2].map((row) => targetTitle(tree, row, shortNames(tree))),
      ["cassette", "Grid 7", "square 11sq"],
    );
  });
});
