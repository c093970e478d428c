import assert from "node:assert/strict";
import { LogisticSite, logistic, logisticNormalMean } from "../../../../agent/belief/hierarchical/logistic-normal.js";

/** Moments of a Gaussian times a logistic curve, by a fine sum. */
function moments(mean: number, variance: number, good: boolean) {
  const sd = Math.sqrt(variance);
  const step = 0.001;
  let [chance, first, second] = [0, 0, 0];
  for (let z = -9; z <= 9; z += step) {
    const x = mean + sd * z;
    const weight = ((step * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI)) * logistic(good ? x : -x);
    chance += weight;
    first += weight * x;
    second += weight * x * x;
  }
  return { chance, mean: first / chance, variance: second / chance - (first / chance) ** 2 };
}

const cases = [-6, -1.3, 0, 0.4, 5].flatMap((mean) => [0.01, 0.5, 3, 12].map((variance) => [mean, variance] as const));

describe("logisticNormalMean", () => {
  it("is the mean of a logistic curve under a Gaussian", () => {
    for (const [mean, variance] of cases) {
      const exact = moments(mean, variance, true).chance;
      assert.ok(Math.abs(logisticNormalMean(mean, variance) - exact) < 3e-4, `${mean}, ${variance}`);
    }
    assert.ok(Math.abs(logisticNormalMean(1, 0) - logistic(1)) < 3e-4);
    assert.ok(logisticNormalMean(60, 900) <= 1 && logisticNormalMean(-60, 900) >= 0);
  });
});

describe("LogisticSite", () => {
  it("leaves a Gaussian with the right mean and variance", () => {
    const site = new LogisticSite();
    for (const good of [true, false]) {
      for (const [mean, variance] of cases) {
        const exact = moments(mean, variance, good);
        site.set(mean, variance, good);
        const precision = 1 / variance + 1 / site.variance;
        assert.ok(Math.abs(site.chance - exact.chance) < 1e-5, `${mean}, ${variance}`);
        assert.ok(Math.abs(1 / precision - exact.variance) < 1e-3 * variance, `${mean}, ${variance}`);
        const after = (mean / variance + site.value / site.variance) / precision;
        assert.ok(Math.abs(after - exact.mean) < 2e-3 * Math.sqrt(variance), `${mean}, ${variance}`);
      }
    }
  });
});
