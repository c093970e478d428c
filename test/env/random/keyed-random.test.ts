import assert from "node:assert/strict";
import fc from "fast-check";
import { mean, variance } from "simple-statistics";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";

const seeds = fc.integer();
const keys = fc.tuple(fc.nat(100_000), fc.constantFrom(...Object.values(RandomKind)), fc.nat(1000));

describe("KeyedRandom", () => {
  it("gives the same number for the same key, whatever was drawn before", () => {
    fc.assert(
      fc.property(seeds, fc.array(keys, { minLength: 1, maxLength: 20 }), (seed, drawn) => {
        const forward = new KeyedRandom(seed);
        const backward = new KeyedRandom(seed);
        const a = drawn.map((key) => forward.uniform(...key));
        const b = [...drawn].reverse().map((key) => backward.uniform(...key));
        assert.deepEqual(a, b.reverse());
      }),
    );
  });

  it("stays in [0, 1)", () => {
    fc.assert(
      fc.property(seeds, keys, (seed, key) => {
        const value = new KeyedRandom(seed).uniform(...key);
        assert.ok(value >= 0 && value < 1);
      }),
    );
  });

  it("has no two kinds with one number", () => {
    assert.equal(new Set(Object.values(RandomKind)).size, Object.keys(RandomKind).length);
  });

  it("is pinned: recorded results depend on these numbers", () => {
    const random = new KeyedRandom(7);
    assert.equal(random.uniform(0, RandomKind.Start), 0.551902280916444);
    assert.equal(random.derive(3, RandomKind.World).seed, 2_050_730_513);
  });

  const moments: [string, (i: number) => number][] = [
    ["over keys", (i) => new KeyedRandom(1).uniform(i, RandomKind.HoleEffect)],
    ["over seeds", (i) => new KeyedRandom(i).uniform(0, RandomKind.HoleEffect)],
    ["over tries", (i) => new KeyedRandom(1).uniform(5, RandomKind.Duration, i)],
    ["over derived sources", (i) => new KeyedRandom(1).derive(i, RandomKind.World).uniform(0, RandomKind.Start)],
  ];
  for (const [what, draw] of moments) {
    it(`is uniform ${what}`, () => {
      const n = 20_000;
      const values = Array.from({ length: n }, (_, i) => draw(i));
      assert.ok(Math.abs(mean(values) - 0.5) < 4 * Math.sqrt(1 / 12 / n));
      assert.ok(Math.abs(variance(values) - 1 / 12) < 4 * Math.sqrt(1 / 180 / n));
      const lag = mean(values.slice(1).map((value, i) => (value - 0.5) * (values[i]! - 0.5))) * 12;
      assert.ok(Math.abs(lag) < 4 / Math.sqrt(n), `neighbours correlate: ${lag}`);
      const bins = new Float64Array(16);
      for (const value of values) bins[Math.floor(value * 16)]!++;
      const chiSquare = bins.reduce((sum, count) => sum + (count - n / 16) ** 2 / (n / 16), 0);
      assert.ok(chiSquare < 44.3, `chi-square with 15 degrees of freedom is ${chiSquare}`);
    });
  }

  it("has other numbers for seeds that share their low 32 bits", () => {
    const seeds = [1, 2 ** 32 + 1, 2 ** 33 + 1, -1, 2 ** 32 - 1, 2 ** 53 - 1, -(2 ** 53) + 1];
    assert.equal(new Set(seeds.map((seed) => new KeyedRandom(seed).uniform(0, RandomKind.World))).size, seeds.length);
  });

  it("draws normal numbers of mean 0 and variance 1", () => {
    const n = 20_000;
    const values = Array.from({ length: n }, (_, i) => new KeyedRandom(3).normal(i, RandomKind.GroupEffect));
    assert.ok(Math.abs(mean(values)) < 4 / Math.sqrt(n));
    assert.ok(Math.abs(variance(values) - 1) < 4 * Math.sqrt(2 / n));
    assert.ok(Math.abs(mean(values.map((value) => value ** 3))) < 4 * Math.sqrt(15 / n));
  });

  it("draws integers of the whole range", () => {
    const counts = new Int32Array(5);
    for (let key = 0; key < 5000; key++) counts[new KeyedRandom(2).integer(5, key, RandomKind.Count)]!++;
    assert.ok(counts.every((count) => Math.abs(count - 1000) < 4 * Math.sqrt(800)));
  });

  it("gives streams that repeat and differ by key", () => {
    const draw = (key: number) => {
      const stream = new KeyedRandom(4).stream(key, RandomKind.Policy);
      return Array.from({ length: 5 }, () => stream.uniform());
    };
    assert.deepEqual(draw(0), draw(0));
    assert.notDeepEqual(draw(0), draw(1));
  });
});
