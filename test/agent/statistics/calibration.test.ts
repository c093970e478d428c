import assert from "node:assert/strict";
import {
  addForecasts,
  type BinnedForecasts,
  calibration,
  calibrationError,
} from "../../../agent/statistics/calibration.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";

const BINS = 20;

/** Forecasts drawn from chances that come true as `truth` says. */
function forecasts(count: number, trial: number, truth: (p: number) => number, skew = 1): BinnedForecasts {
  const random = new KeyedRandom(trial);
  const bins = () => new Array<number>(BINS).fill(0);
  const sums = { count: bins(), chance: bins(), good: bins(), variance: bins() };
  for (let i = 0; i < count; i++) {
    const p = random.uniform(i, RandomKind.Prediction) ** skew;
    const bin = Math.min(BINS - 1, Math.floor(BINS * p));
    sums.count[bin]!++;
    sums.chance[bin]! += p;
    sums.variance[bin]! += p * (1 - p);
    if (random.uniform(i, RandomKind.Pool) < truth(p)) sums.good[bin]!++;
  }
  return sums;
}

describe("calibration", () => {
  it("has a floor that perfect forecasters reach in the mean, many forecasts or few, even or skewed", () => {
    for (const [count, skew] of [
      [150, 1],
      [150, 4],
      [2000, 1],
      [2000, 4],
    ] as const) {
      const trials = Array.from({ length: 60 }, (_, trial) => {
        const bins = forecasts(count, trial, (p) => p, skew);
        return calibration(bins, new KeyedRandom(trial));
      });
      const mean = (of: (each: (typeof trials)[0]) => number) =>
        trials.reduce((sum, each) => sum + of(each), 0) / trials.length;
      const [error, floor] = [mean((each) => each.expectedCalibrationError), mean((each) => each.floor)];
      assert.ok(Math.abs(error - floor) < 0.08 * floor, `${count}, ${skew}: error ${error}, floor ${floor}`);
      const above = mean((each) => (each.expectedCalibrationError > each.floorHigh ? 1 : 0));
      assert.ok(above < 0.14, `${above}`);
    }
  });

  it("sees forecasts that are too sure", () => {
    const { expectedCalibrationError, floor, floorHigh } = calibration(
      forecasts(20_000, 1, (p) => 0.5 + 0.7 * (p - 0.5)),
      new KeyedRandom(1),
    );
    // In the mean 0.3 |p − 0.5|
    assert.ok(Math.abs(expectedCalibrationError - 0.075) < 0.01, `${expectedCalibrationError}`);
    assert.ok(floor < floorHigh && floorHigh < 0.02);
  });

  it("weighs bins by their forecasts", () => {
    const bins = { count: [3, 0, 1], chance: [0.6, 0, 0.9], good: [0, 0, 1], variance: [0.48, 0, 0.09] };
    assert.ok(Math.abs(calibrationError(bins) - 0.7 / 4) < 1e-15);
  });

  it("adds forecasts up, none to nothing", () => {
    const one = forecasts(50, 1, (p) => p);
    const two = addForecasts([one, one], BINS);
    assert.equal(calibrationError(two), calibrationError(one));
    assert.equal(calibration(two, new KeyedRandom(1)).forecasts, 100);
    const none = calibration(addForecasts([], BINS), new KeyedRandom(1));
    assert.equal(none.forecasts, 0);
    assert.ok(Number.isNaN(none.expectedCalibrationError));
  });
});
