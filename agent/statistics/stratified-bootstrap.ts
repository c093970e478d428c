import { acceleration, type BootstrapMethod, bootstrapInterval } from "./bootstrap-interval.js";
import { IndexDraws, type IndexSource } from "./index-draws.js";
import type { Interval } from "./interval.js";
import { requireScores, type ScoreMatrix } from "./score-matrix.js";

export interface BootstrapOptions {
  /** The one source of chance: the same stream, the same interval. */
  readonly random: IndexSource;
  /** Default: 2,000. */
  readonly resamples?: number;
  /** Default: `percentile`. */
  readonly method?: BootstrapMethod;
  /** Coverage (default: 0.95). */
  readonly level?: number;
  /** Stratum of each task; tasks of one stratum get the same runs (default: each task its own). */
  readonly strata?: readonly number[];
  /** Draw the tasks anew too: how far the result hangs on this choice of tasks (default: false). Not with strata or `bca`. */
  readonly overTasks?: boolean;
}

export const DEFAULT_RESAMPLES = 2000;
export const DEFAULT_LEVEL = 0.95;

/**
 * Interval of a statistic under resampling of the runs within each task (Agarwal et al. 2021, section 4.1): what
 * another set of episodes of the same tasks would give.
 *
 * @param statistic of a whole matrix, which it must not keep
 * @throws RangeError for scores that {@link requireScores} refuses, no resamples, or a level outside 0 to 1
 * @example stratifiedBootstrap(scores, meanOverTasks, { random: new RandomStream(1) }) // { low, high }
 */
export function stratifiedBootstrap(
  scores: ScoreMatrix,
  statistic: (scores: ScoreMatrix) => number,
  options: BootstrapOptions,
): Interval {
  return stratifiedBootstrapAll(scores, (resampled) => [statistic(resampled)], options)[0]!;
}

/** The same for several statistics on the same resamples, such as the points of a profile; each interval by itself. */
export function stratifiedBootstrapAll(
  scores: ScoreMatrix,
  statistics: (scores: ScoreMatrix) => readonly number[],
  options: BootstrapOptions,
): Interval[] {
  const { method = "percentile", level = DEFAULT_LEVEL } = options;
  if (method === "bca" && options.overTasks === true) throw new RangeError("bca does not go with overTasks");
  const points = statistics(scores);
  const replicates = bootstrapReplicates(scores, statistics, options);
  const leftOut = method === "bca" ? jackknife(scores, statistics) : [];
  return points.map((point, i) =>
    bootstrapInterval(
      replicates.map((values) => values[i]!),
      point,
      { method, level, acceleration: method === "bca" ? acceleration(leftOut.map((values) => values[i]!)) : 0 },
    ),
  );
}

/** @returns [resample][statistic] */
export function bootstrapReplicates(
  scores: ScoreMatrix,
  statistics: (scores: ScoreMatrix) => readonly number[],
  { random, resamples = DEFAULT_RESAMPLES, strata, overTasks = false }: BootstrapOptions,
): (readonly number[])[] {
  requireScores(scores);
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new RangeError(`${resamples} resamples; expected a whole number from 1`);
  }
  if (overTasks && strata !== undefined) throw new RangeError("strata do not go with overTasks");
  const draws = new IndexDraws(
    scores.map((runs) => runs.length),
    strata,
  );
  // One matrix for all resamples: making them anew would take most of the time.
  const drawn = scores.map((runs) => [...runs]);
  return Array.from({ length: resamples }, () => {
    if (overTasks) return statistics(drawnOverTasks(scores, random));
    draws.next(random);
    for (let task = 0; task < scores.length; task++) take(scores[task]!, draws.runs[task]!, drawn[task]!);
    return statistics(drawn);
  });
}

function take(from: readonly number[], indices: Int32Array, to: number[]): void {
  for (let i = 0; i < indices.length; i++) to[i] = from[indices[i]!]!;
}

function drawnOverTasks(scores: ScoreMatrix, random: IndexSource): number[][] {
  return scores.map(() => {
    const runs = scores[random.integer(scores.length)]!;
    return runs.map(() => runs[random.integer(runs.length)]!);
  });
}

/**
 * The statistics with the k-th run of every task left out, for each k.
 *
 * @returns [run][statistic]
 * @throws RangeError unless all tasks have the same number of runs, at least two
 */
function jackknife(scores: ScoreMatrix, statistics: (scores: ScoreMatrix) => readonly number[]): (readonly number[])[] {
  const runs = scores[0]!.length;
  if (runs < 2 || scores.some((task) => task.length !== runs)) {
    throw new RangeError("bca leaves out one run of every task: expected the same number of runs in all, at least two");
  }
  return Array.from({ length: runs }, (_, k) => statistics(scores.map((task) => task.filter((_, run) => run !== k))));
}
