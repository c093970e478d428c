import { quantileSorted } from "simple-statistics";
import type { RandomStream } from "../../env/random/random-stream.js";

/** An estimate with its 95 % interval; the interval is null for a single episode, which says nothing about the spread. */
export interface Estimate {
  readonly value: number;
  readonly interval: readonly [low: number, high: number] | null;
}

const RESAMPLES = 1000;

/**
 * Values of a statistic on 1,000 resamples of whole episodes, with replacement: forecasts of one episode are alike.
 *
 * @param statistic of a resample, given as how often each episode is in it
 * @returns sorted
 */
export function resampledValues(
  episodes: number,
  random: RandomStream,
  statistic: (times: Int32Array, resample: number) => number,
): number[] {
  const times = new Int32Array(episodes);
  const values = Float64Array.from({ length: RESAMPLES }, (_, resample) => {
    times.fill(0);
    for (let i = 0; i < episodes; i++) times[random.integer(episodes)]!++;
    return statistic(times, resample);
  });
  return [...values.sort()];
}

/**
 * Ratio of two sums over episodes with its percentile interval, such as a mean over forecasts.
 *
 * @param numerator [episodes]
 * @param denominator [episodes]
 */
export function ratioEstimate(numerator: Float64Array, denominator: Float64Array, random: RandomStream): Estimate {
  const ratio = (times?: Int32Array) => {
    let above = 0;
    let below = 0;
    for (let e = 0; e < numerator.length; e++) {
      const weight = times === undefined ? 1 : times[e]!;
      above += weight * numerator[e]!;
      below += weight * denominator[e]!;
    }
    return above / below;
  };
  const value = ratio();
  if (denominator.filter((count) => count > 0).length < 2) return { value, interval: null };
  const values = resampledValues(numerator.length, random, ratio).filter((each) => !Number.isNaN(each));
  return { value, interval: [quantileSorted(values, 0.025), quantileSorted(values, 0.975)] };
}
