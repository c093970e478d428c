import assert from "node:assert/strict";
import { meanInterval, meanOfMeansInterval } from "../../../agent/statistics/mean-interval.js";

describe("meanInterval", () => {
  it("covers a known mean about as often as it says", () => {
    const values = Array.from({ length: 40 }, (_, i) => ((i * 7919) % 101) / 100);
    const shifted = values.map((value) => value + 3);
    const [low, high] = meanInterval(values, 1)!;
    const [shiftedLow, shiftedHigh] = meanInterval(shifted, 1)!;
    assert.ok(Math.abs(shiftedLow - low - 3) < 1e-9 && Math.abs(shiftedHigh - high - 3) < 1e-9);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const sd = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1));
    const normal = (1.96 * sd) / Math.sqrt(values.length);
    assert.ok(Math.abs(high - mean - normal) < 0.15 * normal && Math.abs(mean - low - normal) < 0.15 * normal);
  });
});

describe("meanOfMeansInterval", () => {
  it("is that of the mean for one task, and there is none for a task of one value", () => {
    const values = [1, 4, 2, 8, 5];
    assert.deepEqual(meanOfMeansInterval([values], 3), meanInterval(values, 3));
    assert.equal(meanOfMeansInterval([values, [1]], 3), null);
    assert.equal(meanOfMeansInterval([], 3), null);
  });

  it("counts each task the same, whatever its number of values", () => {
    const [low, high] = meanOfMeansInterval([[0, 0], Array.from({ length: 50 }, () => 1)], 1)!;
    assert.deepEqual([low, high], [0.5, 0.5]);
  });
});
