import { z } from "zod";
import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";

/**
 * How much durations scatter: the standard deviation of their logarithm, so .1 is about 10 %. 0 is not at all. More
 * than 1.5 is a typing error.
 */
export const jitter = z
  .number({ error: "expected a number from 0 to 1.5, the standard deviation of a duration's logarithm" })
  .min(0)
  .max(1.5);

/**
 * The factor by which a duration differs from its mean: log-normal with mean 1, so that scatter changes no expected
 * duration. The median is exp(−σ²/2).
 *
 * @param sigma standard deviation of the logarithm
 * @param key what takes the time, such as a target's row
 * @param nth which of its durations
 * @example 60 * jitterFactor(0.1, random, target, 0)
 */
export function jitterFactor(
  sigma: number,
  random: KeyedRandom,
  key: number,
  nth: number,
  kind: RandomKind = RandomKind.Duration,
): number {
  return sigma === 0 ? 1 : Math.exp(sigma * random.normal(key, kind, nth) - (sigma * sigma) / 2);
}

/** The median of a duration as a share of its mean, scattered by {@link jitterFactor}. */
export function medianShare(sigma: number): number {
  return Math.exp(-(sigma * sigma) / 2);
}
