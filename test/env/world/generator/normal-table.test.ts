import assert from "node:assert/strict";
import { mean, sampleKurtosis, sampleSkewness, sampleStandardDeviation } from "simple-statistics";
import { math } from "../../../../env/math.js";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import { keyedNormal, normalProbability, normalQuantile } from "../../../../env/world/generator/normal-table.js";

const exact = (z: number) => (1 + math.erf(z / Math.SQRT2)) / 2;

describe("normal tables", () => {
  it("give the distribution function", () => {
    for (let z = -9; z <= 9; z += 0.00917) assert.ok(Math.abs(normalProbability(z) - exact(z)) < 1e-5, `${z}`);
  });

  it("give its inverse from the middle far into the tails, symmetrically", () => {
    for (let z = -6; z <= 6; z += 0.00917) assert.ok(Math.abs(normalQuantile(exact(z)) - z) < 2e-4, `${z}`);
    for (const p of [1e-9, 0.001, 1 / 64, 0.02, 0.3]) {
      assert.ok(Math.abs(normalQuantile(p) + normalQuantile(1 - p)) < 1e-6, `${p}`);
    }
    assert.ok(Math.abs(normalQuantile(0.5)) < 1e-12);
  });

  it("stay finite and in order at the ends", () => {
    const at = [0, 1e-300, 1e-12, 1e-6, 0.5, 1 - 1e-6, 1 - 1e-16, 1].map(normalQuantile);
    assert.ok(at.every(Number.isFinite));
    assert.deepEqual(
      at,
      [...at].sort((a, b) => a - b),
    );
  });

  it("draw standard normal numbers, the same for the same key", () => {
    const random = new KeyedRandom(1);
    const draws = Array.from({ length: 100_000 }, (_, key) => keyedNormal(random, key, RandomKind.HoleEffect));
    assert.ok(Math.abs(mean(draws)) < 0.015);
    assert.ok(Math.abs(sampleStandardDeviation(draws) - 1) < 0.01);
    assert.ok(Math.abs(sampleSkewness(draws)) < 0.03);
    assert.ok(Math.abs(sampleKurtosis(draws)) < 0.06);
    assert.equal(keyedNormal(new KeyedRandom(1), 77, RandomKind.HoleEffect), draws[77]);
  });
});
