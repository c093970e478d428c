import { type KeyedRandom, RandomKind } from "../random/keyed-random.js";
import type { ResultTiming } from "../session/result-timing.js";

/**
 * Seconds from an exposure's end to its result, a function of randomness and hole alone; infinite if it is lost or
 * would come after the time-out, so that the hole counts as failed then.
 *
 * @example resultDelaySeconds(timing, random, hole) // log-normal around timing.medianSeconds
 */
export function resultDelaySeconds(timing: ResultTiming, random: KeyedRandom, hole: number): number {
  const { medianSeconds, logSpread, timeOutSeconds, lostShare } = timing;
  if (lostShare > 0 && random.uniform(hole, RandomKind.LostResult) < lostShare) return Number.POSITIVE_INFINITY;
  const delay = medianSeconds * Math.exp(logSpread * random.normal(hole, RandomKind.Delay));
  return delay > timeOutSeconds ? Number.POSITIVE_INFINITY : delay;
}
