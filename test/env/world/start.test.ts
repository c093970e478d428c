import assert from "node:assert/strict";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { episodeRandom, startHole } from "../../../env/world/start.js";
import { smallWorld } from "../../support/small-worlds.js";

describe("startHole", () => {
  const { tree } = smallWorld();

  it("draws each hole about as often, and nothing else", () => {
    const counts = new Int32Array(tree.size);
    for (let k = 0; k < 5500; k++) counts[startHole(tree, "random-hole", episodeRandom(new KeyedRandom(1), k))!]!++;
    assert.ok(counts.subarray(0, tree.firstLeaf).every((count) => count === 0));
    assert.ok(counts.subarray(tree.firstLeaf).every((count) => Math.abs(count - 500) < 4 * Math.sqrt(500)));
  });

  it("repeats with its randomness", () => {
    const draw = () => startHole(tree, "random-hole", episodeRandom(new KeyedRandom(9), 4));
    assert.equal(draw(), draw());
  });

  it("is nothing from outside or where there is no hole", () => {
    assert.equal(startHole(tree, "outside", new KeyedRandom(1)), undefined);
    assert.equal(startHole(TargetTree.from([]), "random-hole", new KeyedRandom(1)), undefined);
  });
});
