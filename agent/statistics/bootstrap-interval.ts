import type { Interval } from "./interval.js";
import { linearQuantile } from "./linear-quantile.js";
import { normalProbability, normalQuantile } from "./normal-distribution.js";

/** Efron & Tibshirani 1993: percentile (13.3), basic (12.3 in its unstudentised form), bias-corrected with and without acceleration (14.3). */
export type BootstrapMethod = "percentile" | "basic" | "bc" | "bca";

export interface BootstrapIntervalOptions {
  readonly method: BootstrapMethod;
  /** Coverage, such as 0.95. */
  readonly level: number;
  /** For `bca`: {@link acceleration}; 0 otherwise. */
  readonly acceleration?: number;
}

/**
 * An interval from what a statistic came to in each resample.
 *
 * @param replicates [resamples] in any order
 * @param point the statistic of the data as they are
 * @throws RangeError for no resamples, or a level that is not between 0 and 1
 */
export function bootstrapInterval(
  replicates: ArrayLike<number>,
  point: number,
  { method, level, acceleration = 0 }: BootstrapIntervalOptions,
): Interval {
  if (replicates.length === 0) throw new RangeError("no resamples; expected at least one");
  if (!(level > 0 && level < 1)) throw new RangeError(`level ${level}; expected a number between 0 and 1`);
  const sorted = Float64Array.from(replicates).sort();
  const tails = [(1 - level) / 2, 1 - (1 - level) / 2] as const;
  if (method === "percentile" || method === "basic") {
    const [low, high] = [linearQuantile(sorted, tails[0]), linearQuantile(sorted, tails[1])];
    return method === "percentile" ? { low, high } : { low: 2 * point - high, high: 2 * point - low };
  }
  const bias = normalQuantile(shareBelow(sorted, point));
  const a = method === "bca" ? acceleration : 0;
  const corrected = (tail: number) => {
    const z = bias + normalQuantile(tail);
    return linearQuantile(sorted, normalProbability(bias + z / (1 - a * z)));
  };
  return { low: corrected(tails[0]), high: corrected(tails[1]) };
}

/** Kept half a resample away from 0 and 1, where the correction would be without end. */
function shareBelow(sorted: Float64Array, point: number): number {
  let below = 0;
  while (below < sorted.length && sorted[below]! < point) below++;
  const half = 0.5 / sorted.length;
  return Math.min(1 - half, Math.max(half, below / sorted.length));
}

/**
 * Skewness of a statistic's jackknife values over 6, what `bca` corrects by (Efron & Tibshirani 1993, equation 14.15).
 *
 * @param leftOut what the statistic came to with each run left out
 * @returns 0 where leaving out changes nothing
 */
export function acceleration(leftOut: readonly number[]): number {
  const centre = leftOut.reduce((sum, value) => sum + value, 0) / leftOut.length;
  const away = leftOut.map((value) => centre - value);
  const squares = away.reduce((sum, u) => sum + u ** 2, 0);
  const cubes = away.reduce((sum, u) => sum + u ** 3, 0);
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
