import assert from "node:assert/strict";
import {
  calibrationError,
  equalCountBins,
  type ScoredForecasts,
} from "../../../agent/calibration/calibration-error.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { RandomStream } from "../../../env/random/random-stream.js";

/** Forecasts of episodes with worlds of their own; outcomes come with another chance than the one given. */
function forecasts(seed: number, truth: (chance: number) => number, episodes = 20, each = 150): ScoredForecasts {
  const random = new RandomStream(seed);
  const count = episodes * each;
  const chance = Float64Array.from({ length: count }, () => random.uniform() ** 0.5);
  return {
    chance,
    good: Uint8Array.from(chance, (p) => (random.uniform() < truth(p) ? 1 : 0)),
    episode: Int32Array.from(chance, (_, i) => Math.floor(i / each)),
    leaf: Int32Array.from(chance, (_, i) => i % each),
    episodes,
    worldsVary: true,
  };
}

describe("calibrationError", () => {
  it("is what it says, by hand", () => {
    const scored: ScoredForecasts = {
      chance: Float64Array.of(0.9, 0.1, 0.8, 0.2),
      good: Uint8Array.of(1, 1, 0, 0),
      episode: Int32Array.of(0, 0, 1, 1),
      leaf: Int32Array.of(1, 2, 1, 2),
      episodes: 2,
      worldsVary: true,
    };
    const { error, bins } = calibrationError(scored, new KeyedRandom(1), 2);
    // Bins {.1, .2} and {.8, .9}, half of each good: |.15 − .5| and |.85 − .5|.
    assert.ok(Math.abs(error - 0.35) < 1e-12);
    assert.deepEqual(
      bins.map(({ forecasts: n, chance, goodShare }) => [n, Number(chance.toFixed(9)), Number(goodShare.toFixed(9))]),
      [
        [2, 0.15, 0.5],
        [2, 0.85, 0.5],
      ],
    );
  });

  it("puts equally many into each bin, the smallest first", () => {
    assert.deepEqual([...equalCountBins(Float64Array.of(0.5, 0.1, 0.9, 0.2, 0.7, 0.3), 3)], [1, 0, 2, 0, 2, 1]);
  });

  it("is about its floor for a perfect forecaster, and the interval says so in most cases", () => {
    let covered = 0;
    let sum = 0;
    const runs = 30;
    for (let seed = 0; seed < runs; seed++) {
      const { error, floor, excess } = calibrationError(
        forecasts(seed, (p) => p, 12, 80),
        new KeyedRandom(seed),
      );
      assert.ok(floor > 0.005 && error > 0);
      assert.equal(excess.value, error - floor);
      sum += excess.value / runs;
      if (excess.interval![0] <= 0 && 0 <= excess.interval![1]) covered++;
    }
    assert.ok(Math.abs(sum) < 0.005, `mean excess ${sum}`);
    assert.ok(covered >= 0.85 * runs, `0 is inside in ${covered} of ${runs}`);
  });

  it("finds a forecaster out that is too sure of itself, by as much as it is", () => {
    const calm = (p: number) => 0.5 + 0.7 * (p - 0.5);
    const scored = forecasts(1, calm, 40, 400);
    const expected = scored.chance.reduce((sum, p) => sum + Math.abs(p - calm(p)), 0) / scored.chance.length;
    const { error, excess, bins } = calibrationError(scored, new KeyedRandom(1));
    assert.ok(Math.abs(error - expected) < 0.01, `${error}, not ${expected}`);
    assert.ok(excess.interval![0] > 0);
    assert.ok(bins.at(-1)!.goodShare < bins.at(-1)!.perfectLow);
  });

  it("draws one outcome for a hole that episodes share: copies of an episode lower no floor", () => {
    const one = forecasts(3, (p) => p, 1, 200);
    const copied = (worldsVary: boolean): ScoredForecasts => {
      const times = 10;
      const repeat = <T>(values: ArrayLike<T>) => Array.from({ length: times }, () => Array.from(values)).flat();
      return {
        chance: Float64Array.from(repeat(one.chance)),
        good: Uint8Array.from(repeat(one.good)),
        leaf: Int32Array.from(repeat(one.leaf)),
        episode: Int32Array.from({ length: 200 * times }, (_, i) => Math.floor(i / 200)),
        episodes: times,
        worldsVary,
      };
    };
    const single = calibrationError(one, new KeyedRandom(1));
    const shared = calibrationError(copied(false), new KeyedRandom(1));
    const separate = calibrationError(copied(true), new KeyedRandom(1));
    assert.equal(single.excess.interval, null);
    assert.ok(Math.abs(shared.error - single.error) < 0.01);
    assert.ok(Math.abs(shared.floor / single.floor - 1) < 0.1, `${shared.floor}, ${single.floor}`);
    assert.ok(separate.floor < 0.5 * single.floor);
  });

  it("is the same again with the same seed", () => {
    const scored = forecasts(5, (p) => p, 5, 50);
    const again = [1, 1, 2].map((seed) => calibrationError(scored, new KeyedRandom(seed)));
    assert.deepEqual(again[0], again[1]);
    assert.notDeepEqual(again[0], again[2]);
  });
});
