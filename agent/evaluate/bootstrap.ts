import { quantileSorted } from "simple-statistics";
import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";

const RESAMPLES = 2000;

/**
 * 95 % percentile bootstrap interval of a mean (Efron & Tibshirani 1993, section 13.3) with 2,000 resamples.
 *
 * @param seed same values and seed, same interval
 * @returns null for fewer than two values: one episode says nothing about the spread
 */
export function meanInterval(values: readonly number[], seed: number): [number, number] | null {
  if (values.length < 2) return null;
  const random = new KeyedRandom(seed).stream(0, RandomKind.Resample);
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[random.integer(values.length)]!;
    return sum / values.length;
  }).sort();
  return [quantileSorted([...means], 0.025), quantileSorted([...means], 0.975)];
}
