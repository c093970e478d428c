import assert from "node:assert/strict";
import { PREDICTED_CTF_RESOLUTION } from "../../../env/tree/feature-schema.js";
import { RevealedTree } from "../../../env/tree/revealed-tree.js";
import { smallLayout, smallWorld } from "../../support/small-worlds.js";

describe("RevealedTree", () => {
  const whole = smallWorld(smallLayout).tree;
  const prediction = whole.featureIndex(whole.leafLevel, PREDICTED_CTF_RESOLUTION.name);

  it("has the rows of the whole tree, and no children until they were found", () => {
    const seen = new RevealedTree(whole);
    assert.equal(seen.size, whole.size);
    assert.deepEqual(seen.ids, whole.ids);
    assert.deepEqual([seen.row("1.1"), seen.descriptions()], [undefined, []]);
    assert.ok(seen.childCount.every((count) => count === 0));
    seen.reveal(0);
    assert.equal(seen.childCount[0], whole.childCount[0]);
    assert.deepEqual([seen.isRevealed(whole.row("1")!), seen.isRevealed(whole.row("1.1")!)], [true, false]);
    assert.equal(seen.row("1"), whole.row("1"));
    assert.deepEqual(
      seen.descriptions().map(({ id }) => id),
      ["1", "2"],
    );
  });

  it("keeps features from being read before their target was found", () => {
    const seen = new RevealedTree(whole);
    const hole = whole.row("1.1.1.1")!;
    assert.ok(Number.isNaN(seen.feature(hole, prediction)));
    assert.ok(seen.arrays.features.every(({ length }) => length === 0));
    seen.reveal(whole.row("1.1.1")!);
    assert.equal(seen.feature(hole, prediction), whole.feature(hole, prediction));
    assert.ok(Number.isNaN(seen.feature(whole.row("1.1.2.1")!, prediction)));
  });

  it("shows another tree, nothing of it found, in the array that it has", () => {
    const other = smallWorld([[[3]]]).tree;
    const seen = new RevealedTree(whole);
    const { childCount } = seen;
    seen.reveal(0);
    seen.show(other);
    assert.equal(seen.childCount, childCount);
    assert.equal(seen.size, other.size);
    assert.ok(seen.childCount.subarray(0, other.size).every((count) => count === 0));
    seen.reveal(0);
    assert.equal(seen.childCount[0], 1);
    assert.equal(seen.path(other.firstLeaf), other.path(other.firstLeaf));
    assert.deepEqual([seen.leafCount[0], seen.filledChildCount[0]], [0, 0]);
    for (let node = 0; node < other.firstLeaf; node++) seen.reveal(node);
    assert.deepEqual([seen.leafCount[0], seen.filledChildCount[0]], [3, 1]);
  });
});
