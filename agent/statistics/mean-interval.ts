import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import { stratifiedBootstrap } from "./stratified-bootstrap.js";
import { meanOverTasks } from "./task-averages.js";

/**
 * 95 % percentile bootstrap interval of a mean (Efron & Tibshirani 1993, section 13.3) with 2,000 resamples.
 *
 * @param seed same values and seed, same interval
 * @returns null for fewer than two values: one episode says nothing about the spread
 * @example meanInterval(returns, 1) // [low, high]
 */
export function meanInterval(values: readonly number[], seed: number): [number, number] | null {
  return meanOfMeansInterval([values], seed);
}

/**
 * The same of the mean of several tasks' means, each task resampled by itself.
 *
 * @returns null where there are no tasks, or one of them has fewer than two values
 */
export function meanOfMeansInterval(tasks: readonly (readonly number[])[], seed: number): [number, number] | null {
  if (tasks.length === 0 || tasks.some((values) => values.length < 2)) return null;
  const random = new KeyedRandom(seed).stream(0, RandomKind.Resample);
  const { low, high } = stratifiedBootstrap(tasks, meanOverTasks, { random });
  return [low, high];
}
