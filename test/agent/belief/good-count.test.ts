import assert from "node:assert/strict";
import fc from "fast-check";
import type { Belief } from "../../../agent/belief/belief.js";
import { goodCount, poissonBinomial } from "../../../agent/belief/good-count.js";
import { beliefs } from "../../../agent/belief/kinds/index.js";
import { loadPrior } from "../../../agent/belief/prior.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { randomWorld } from "../../support/random-worlds.js";
import { smallWorld } from "../../support/small-worlds.js";

/** A belief in which nothing is common to leaves: all draws are the same. */
function certain(chances: Float64Array): Belief {
  const sample = (_random: RandomStream, into: Float64Array) => into.set(chances);
  return { probability: chances, sample } as unknown as Belief;
}

function begin(seed: number) {
  const stream = new KeyedRandom(seed).stream(0, RandomKind.World);
  return new World(randomWorld(stream, 4), planOf(480), new KeyedRandom(seed)).begin();
}

describe("goodCount", () => {
  it("is Poisson-binomial where nothing is common to leaves", () => {
    const session = new World(smallWorld([[[3]]]), planOf(480), new KeyedRandom(1)).begin();
    const { tree } = session;
    const chances = new Float64Array(tree.size);
    chances.set([0.5, 0.2, 0.9], tree.firstLeaf);
    const count = goodCount(session, certain(chances), tree.parent[tree.firstLeaf]!, new RandomStream(1), 3);
    const expected = [
      0.5 * 0.8 * 0.1,
      0.5 * 0.8 * 0.1 + 0.5 * 0.2 * 0.1 + 0.5 * 0.8 * 0.9,
      0.5 * 0.2 * 0.1 + 0.5 * 0.8 * 0.9 + 0.5 * 0.2 * 0.9,
      0.5 * 0.2 * 0.9,
    ];
    expected.forEach((chance, n) => {
      assert.ok(Math.abs(count.chance[n]! - chance) < 1e-12, `${n}: ${count.chance[n]}`);
    });
    assert.ok(Math.abs(count.mean - 1.6) < 1e-12);
    assert.ok(Math.abs(count.variance - (0.25 + 0.16 + 0.09)) < 1e-12);
    assert.deepEqual(
      [0.01, 0.039, 0.041, 0.449, 0.451, 0.95].map((p) => count.quantile(p)),
      [0, 0, 1, 1, 2, 3],
    );
  });

  it("mixes over what leaves have in common", () => {
    const session = new World(smallWorld([[[2]]]), planOf(480), new KeyedRandom(1)).begin();
    let draw = 0;
    const sample = (_random: RandomStream, into: Float64Array) => into.fill(draw++ % 2 === 0 ? 0 : 1);
    const count = goodCount(session, { sample } as unknown as Belief, 0, new RandomStream(1), 10);
    // Both or none: as far from independent as it gets.
    [0.5, 0, 0.5].forEach((chance, n) => {
      assert.ok(Math.abs(count.chance[n]! - chance) < 1e-12);
    });
  });

  it("leaves out what was exposed, and is certain of 0 where nothing is left", () => {
    const session = new World(smallWorld([[[2]]]), planOf(480), new KeyedRandom(1)).begin();
    const { firstLeaf, size } = session.tree;
    const belief = certain(new Float64Array(size).fill(1));
    session.exposed(firstLeaf, 60);
    assert.equal(goodCount(session, belief, 0, new RandomStream(1), 1).mean, 1);
    session.exposed(firstLeaf + 1, 60);
    const none = goodCount(session, belief, 0, new RandomStream(1), 1);
    assert.deepEqual([[...none.chance], none.mean, none.quantile(0.9)], [[1], 0, 0]);
  });

  it("has the mean and variance of independent trials, whatever their chances", () => {
    const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(chances, (given) => {
        const pmf = new Float64Array(given.length + 1);
        poissonBinomial([...given.keys()], Float64Array.from(given), pmf);
        const moment = (power: number) => pmf.reduce((sum, p, n) => sum + n ** power * p, 0);
        const mean = given.reduce((a, b) => a + b, 0);
        assert.ok(Math.abs(moment(0) - 1) < 1e-9 && Math.abs(moment(1) - mean) < 1e-9);
        const variance = given.reduce((sum, p) => sum + p * (1 - p), 0);
        assert.ok(Math.abs(moment(2) - moment(1) ** 2 - variance) < 1e-7);
        assert.ok(pmf.every((p) => p >= 0));
      }),
    );
  });

  for (const entry of beliefs.entries()) {
    // What `residual` samples is cut at 0 and 1, which shifts the mean of a draw.
    const tolerance = entry.name === "residual" ? 0.12 : 0.025;

    it(`agrees with the probabilities of ${entry.name}: of one leaf, and in the mean of many`, () => {
      for (let seed = 0; seed < 5; seed++) {
        const session = begin(seed);
        const { tree } = session;
        const belief = entry.create(session, loadPrior("generated"));
        for (let leaf = tree.firstLeaf; leaf < tree.size; leaf += 3) belief.observe(leaf, leaf % 2 === 0);
        belief.update();
        const random = new RandomStream(seed);
        const one = goodCount(session, belief, tree.firstLeaf, random, 4000);
        assert.equal(one.chance.length, 2);
        assert.ok(Math.abs(one.chance[1]! - belief.probability[tree.firstLeaf]!) < tolerance);
        for (const node of [0, tree.levelStart[2]!]) {
          const count = goodCount(session, belief, node, random, 4000);
          const leaves = count.chance.length - 1;
          let sum = 0;
          for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
            if (tree.contains(node, leaf)) sum += belief.probability[leaf]!;
          }
          assert.ok(Math.abs(count.mean - sum) < tolerance * leaves, `${count.mean} of ${leaves}, not ${sum}`);
          // What leaves have in common makes the number vary more than independent ones would.
          assert.ok(count.variance > 0);
        }
      }
    });
  }
});
