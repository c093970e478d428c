import { meanSimple } from "simple-statistics";
import { type KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import { linearQuantile } from "./linear-quantile.js";

/** Forecasts of good and bad in bins of the chance; all arrays [bins]. */
export interface BinnedForecasts {
  readonly count: readonly number[];
  /** Sum of chances. */
  readonly chance: readonly number[];
  /** Number of good ones. */
  readonly good: readonly number[];
  /** Sum of p(1 − p). */
  readonly variance: readonly number[];
}

export interface Calibration {
  readonly forecasts: number;
  /** Mean over forecasts of what their bin's share of good ones is off its mean chance. */
  readonly expectedCalibrationError: number;
  /** The error that a perfect forecaster of the same chances would show, in the mean: simulated. */
  readonly floor: number;
  /** The same, exceeded by one perfect forecaster in twenty. */
  readonly floorHigh: number;
}

const SIMULATIONS = 1000;
/** From this variance of the number of good ones on it is drawn as a normal one. */
const NORMAL_FROM = 9;

/**
 * Expected calibration error (Naeini, Cooper & Hauskrecht 2015) and its floor: even true chances miss their bins' shares
 * by chance, the more the fewer forecasts. In each simulation the forecasts come true independently; outcomes that hang
 * together while their results are awaited have a higher floor, so this one is on the safe side.
 *
 * @returns NaN for all but the number if there are no forecasts
 */
export function calibration(bins: BinnedForecasts, random: KeyedRandom): Calibration {
  const forecasts = bins.count.reduce((sum, count) => sum + count, 0);
  if (forecasts === 0)
    return { forecasts, expectedCalibrationError: Number.NaN, floor: Number.NaN, floorHigh: Number.NaN };
  const simulated = Float64Array.from({ length: SIMULATIONS }, (_, nth) => {
    let off = 0;
    for (let bin = 0; bin < bins.count.length; bin++) off += Math.abs(missedBy(bins, bin, random, nth));
    return off / forecasts;
  }).sort();
  return {
    forecasts,
    expectedCalibrationError: calibrationError(bins),
    floor: meanSimple([...simulated]),
    floorHigh: linearQuantile(simulated, 0.95),
  };
}

/** The expected calibration error alone; NaN without forecasts. */
export function calibrationError({ count, chance, good }: BinnedForecasts): number {
  let forecasts = 0;
  let off = 0;
  for (let bin = 0; bin < count.length; bin++) {
    forecasts += count[bin]!;
    off += Math.abs(good[bin]! - chance[bin]!);
  }
  return off / forecasts;
}

/** Number of good ones less what was expected, in one simulation. */
function missedBy({ count, chance, variance }: BinnedForecasts, bin: number, random: KeyedRandom, nth: number): number {
  if (variance[bin]! >= NORMAL_FROM) return Math.sqrt(variance[bin]!) * random.normal(bin, RandomKind.Resample, nth);
  const [trials, expected] = [count[bin]!, chance[bin]!];
  let good = 0;
  for (let i = 0; i < trials; i++) {
    if (random.uniform(bin, RandomKind.Resample, nth * trials + i) < expected / trials) good++;
  }
  return good - expected;
}

/** Forecasts of several sources in the same bins, as those of one; zeros if there are none. */
export function addForecasts(all: readonly BinnedForecasts[], bins: number): BinnedForecasts {
  const sum = (name: keyof BinnedForecasts) =>
    Array.from({ length: bins }, (_, bin) => all.reduce((total, one) => total + one[name][bin]!, 0));
  return { count: sum("count"), chance: sum("chance"), good: sum("good"), variance: sum("variance") };
}
