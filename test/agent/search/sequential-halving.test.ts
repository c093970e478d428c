import assert from "node:assert/strict";
import fc from "fast-check";
import { SimulationBudget, TimeBudget } from "../../../agent/search/search-budget.js";
import { sequentialHalving } from "../../../agent/search/sequential-halving.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";

/** Candidates worth their mean plus what a draw adds to all of them plus noise of their own. */
function noisyArena(means: readonly number[], common: number, own: number, seed: number) {
  const random = new KeyedRandom(seed);
  let drawn = -1;
  const draws = means.map(() => [] as number[]);
  return {
    draws,
    candidates: means.length,
    draw(n: number) {
      drawn = n;
    },
    evaluate(candidate: number) {
      draws[candidate]!.push(drawn);
      return (
        means[candidate]! +
        common * random.normal(drawn, RandomKind.World) +
        own * random.normal(drawn, RandomKind.Policy, candidate + 1)
      );
    },
  };
}

describe("sequential halving", () => {
  it("finds the best of several and says by how much it beats the reference", () => {
    const means = [5, 4, 6.5, 5.5, 3, 6, 2];
    let found = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { advantage, standardError, draws } = sequentialHalving(
        noisyArena(means, 20, 1, seed),
        0,
        new SimulationBudget(300),
      );
      const most = Math.max(...draws);
      const finalists = [1, 2, 3, 4, 5, 6].filter((i) => draws[i] === most);
      const best = finalists.reduce((a, b) => (advantage[b]! > advantage[a]! ? b : a));
      if (best === 2) found++;
      assert.ok(Math.abs(advantage[2]! - 1.5) < 5 * standardError[2]!, `seed ${seed}`);
      // What a draw adds to all, twenty times the noise, takes no part in a difference.
      assert.ok(standardError[2]! < 0.5, `standard error ${standardError[2]}`);
    }
    assert.ok(found >= 38, `${found} of 40`);
  });

  it("tries all that are left on the same draws, the reference on every one", () => {
    const arena = noisyArena([0, 1, 2, 3, 4], 1, 0, 3);
    const { draws } = sequentialHalving(arena, 1, new SimulationBudget(100));
    assert.deepEqual(
      [...draws],
      arena.draws.map((of) => of.length),
    );
    for (const of of arena.draws) assert.deepEqual(of, arena.draws[1]!.slice(0, of.length));
    // 4 rivals, then 2, then 1: without noise the order is that of the means.
    assert.ok(draws[0]! < draws[3]! && draws[3]! < draws[4]! && draws[4] === draws[1], `${draws}`);
  });

  it("spends nothing more once all are behind the reference", () => {
    const { evaluations, draws } = sequentialHalving(
      noisyArena([5, 1, 2, 3, 4], 1, 0, 3),
      0,
      new SimulationBudget(300),
    );
    assert.equal(evaluations, 100, "one round of three");
    assert.deepEqual([...draws], [20, 20, 20, 20, 20]);
  });

  it("never exceeds a number of simulations", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 0, max: 200 }), (count, simulations) => {
        const arena = noisyArena(new Array(count).fill(0), 1, 1, 1);
        const { evaluations, draws } = sequentialHalving(arena, 0, new SimulationBudget(simulations));
        assert.ok(evaluations <= simulations);
        assert.equal(
          evaluations,
          draws.reduce((a, b) => a + b),
        );
      }),
    );
  });

  it("knows nothing if not even one draw is allowed", () => {
    const trials = sequentialHalving(noisyArena([0, 5, 9], 1, 0, 1), 0, new SimulationBudget(2));
    assert.equal(trials.evaluations, 0);
    assert.deepEqual([...trials.standardError], [Infinity, Infinity, Infinity]);
  });

  it("stops in the middle of a draw when time is up, and does not count that draw", () => {
    let now = 0;
    const arena = noisyArena([0, 1, 2], 1, 0, 1);
    const timed = {
      ...arena,
      evaluate(candidate: number) {
        now += 4;
        return arena.evaluate(candidate);
      },
    };
    const { draws, evaluations } = sequentialHalving(timed, 0, new TimeBudget(90, () => now, 0));
    assert.ok(now >= 90 && now < 94, `${now} ms`);
    assert.equal(evaluations, Math.ceil(90 / 4));
    assert.ok(draws.reduce((a, b) => a + b) <= evaluations);
  });
});
