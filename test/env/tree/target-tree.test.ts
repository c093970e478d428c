import assert from "node:assert/strict";
import fc from "fast-check";
import { PREDICTED_CTF_RESOLUTION } from "../../../env/tree/feature-schema.js";
import type { TargetDescription } from "../../../env/tree/target-description.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { describeTargets, layouts, smallLayout } from "../../support/small-worlds.js";

const shuffledTargets = layouts.chain((layout) => {
  const targets = describeTargets(layout);
  return fc.shuffledSubarray(targets, { minLength: targets.length, maxLength: targets.length });
});

describe("TargetTree", () => {
  it("lays levels and siblings together, whatever order targets come in", () => {
    fc.assert(
      fc.property(shuffledTargets, (targets) => {
        const tree = TargetTree.from(targets);
        assert.equal(tree.size, targets.length + 1);
        for (let row = 1; row < tree.size; row++) {
          const target = targets[tree.ordinal[row]!]!;
          const parent = tree.parent[row]!;
          assert.equal(tree.ids[row], target.id);
          assert.equal(tree.names[row], target.name);
          assert.equal(tree.row(target.id), row);
          assert.equal(tree.level[row], target.level);
          assert.equal(tree.ids[parent], target.parentId ?? "");
          assert.ok(parent < row);
          assert.ok(tree.level[row]! >= tree.level[row - 1]!);
          assert.ok(row >= tree.firstChild[parent]! && row < tree.firstChild[parent]! + tree.childCount[parent]!);
          assert.ok(row >= tree.levelStart[target.level]! && row < tree.levelStart[target.level + 1]!);
          assert.equal(tree.isLeaf(row), target.level === 4);
        }
        assert.equal(
          tree.childCount.reduce((a, b) => a + b, 0),
          tree.size - 1,
        );
        assert.equal(tree.parent[0], -1);
        assert.equal(tree.ordinal[0], -1);
      }),
    );
  });

  it("keeps siblings in the order of finding", () => {
    fc.assert(
      fc.property(shuffledTargets, (targets) => {
        const tree = TargetTree.from(targets);
        for (let row = 2; row < tree.size; row++) {
          if (tree.parent[row] === tree.parent[row - 1]) assert.ok(tree.ordinal[row]! > tree.ordinal[row - 1]!);
        }
      }),
    );
  });

  it("keeps features, missing ones as NaN", () => {
    fc.assert(
      fc.property(shuffledTargets, (targets) => {
        const tree = TargetTree.from(targets);
        const index = tree.featureIndex(4, PREDICTED_CTF_RESOLUTION.name);
        for (const target of targets) {
          if (target.level !== 4) continue;
          const value = target.features?.[PREDICTED_CTF_RESOLUTION.name] ?? Number.NaN;
          assert.ok(Object.is(tree.feature(tree.row(target.id)!, index), value));
        }
      }),
    );
  });

  it("knows ancestors, containment, paths and unknown positions", () => {
    const tree = TargetTree.from(describeTargets(smallLayout));
    const hole = tree.row("1.1.2.1")!;
    assert.equal(tree.ids[tree.ancestor(hole, 2)], "1.1");
    assert.equal(tree.ancestor(hole, 4), hole);
    assert.ok(tree.contains(0, hole) && tree.contains(hole, hole) && tree.contains(tree.row("1.1")!, hole));
    assert.ok(!tree.contains(tree.row("1.2")!, hole) && !tree.contains(hole, tree.row("1.1")!));
    assert.equal(tree.path(hole), "grid 1 / square 1.1 / group 1.1.2 / hole 1.1.2.1");
    assert.equal(tree.path(0), "");
    assert.ok(Number.isNaN(tree.stageXMicrometers[hole]!));
    assert.equal(tree.featureIndex(3, PREDICTED_CTF_RESOLUTION.name), -1);
    assert.equal(tree.row("9"), undefined);
  });

  it("is empty without targets", () => {
    const tree = TargetTree.from([]);
    assert.equal(tree.size, 1);
    assert.equal(tree.firstLeaf, 1);
    assert.equal(tree.isLeaf(0), false);
  });

  const grid: TargetDescription = { id: "g", level: 1, name: "g" };
  const refusals: [string, TargetDescription[], RegExp][] = [
    ["an empty id", [{ ...grid, id: "" }], /^RangeError: target id '' is empty or comes twice$/],
    ["an id that comes twice", [grid, grid], /target id 'g' is empty or comes twice/],
    [
      "a missing parent",
      [{ ...grid, id: "s", level: 2, parentId: "x" }],
      /'s' names the parent 'x', which is not there/,
    ],
    [
      "a level that is not the parent's plus one",
      [grid, { ...grid, id: "s", level: 3, parentId: "g" }],
      /'s' has level 3; expected 2, its parent's plus one/,
    ],
    ["a level 0", [{ ...grid, level: 0 }], /has level 0; expected 1/],
    [
      "a child of a leaf",
      [...describeTargets([[[1]]]), { id: "x", parentId: "1.1.1.1", level: 5, name: "x" }],
      /'x' lies below the last level, 'hole'/,
    ],
    [
      "targets that are each other's parent",
      [
        { id: "a", parentId: "b", level: 2, name: "a" },
        { id: "b", parentId: "a", level: 3, name: "b" },
      ],
      /'a' has level 2; expected 4/,
    ],
  ];
  for (const [what, targets, message] of refusals) {
    it(`refuses ${what}`, () => assert.throws(() => TargetTree.from(targets), message));
  }
});
