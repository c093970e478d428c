import { excludes, type Interval } from "./interval.js";
import { requirePairs, type ScoreMatrix } from "./score-matrix.js";
import { type BootstrapOptions, stratifiedBootstrap } from "./stratified-bootstrap.js";
import { meanOverTasks } from "./task-averages.js";

/**
 * With fewer worlds than this nothing is called a difference: the interval excludes 0 whenever all differences have one
 * sign, and without any difference that happens with chance 2^(1 − worlds), below 5 % from six on.
 */
export const LEAST_WORLDS = 6;

export interface PairedDifference extends Interval {
  /** First less second, averaged over runs, then tasks. */
  readonly mean: number;
}

/**
 * Mean difference of two policies on the same episodes: run k of a task is the same world for both. Worlds are
 * resampled within tasks, so what worlds differ in cancels out.
 *
 * @throws RangeError unless both have the same tasks and runs
 * @example pairedDifference([[3, 5, 4]], [[2, 4, 3]], { random: new RandomStream(1) }) // { mean: 1, low: 1, high: 1 }
 */
export function pairedDifference(a: ScoreMatrix, b: ScoreMatrix, options: BootstrapOptions): PairedDifference {
  requirePairs(a, b);
  const differences = a.map((runs, task) => runs.map((score, run) => score - b[task]![run]!));
  return { mean: meanOverTasks(differences), ...stratifiedBootstrap(differences, meanOverTasks, options) };
}

/** What may be said of a difference: `higher` or `lower` only if its interval excludes 0. */
export type Verdict = "higher" | "lower" | "not shown" | "too few worlds";

/** @param worlds how many independent episodes the interval is over */
export function verdictOn(difference: PairedDifference, worlds: number): Verdict {
  if (worlds < LEAST_WORLDS) return "too few worlds";
  if (!excludes(difference, 0)) return "not shown";
  return difference.mean > 0 ? "higher" : "lower";
}
