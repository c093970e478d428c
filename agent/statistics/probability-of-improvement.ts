import { meanSimple } from "simple-statistics";
import { bootstrapInterval } from "./bootstrap-interval.js";
import { IndexDraws } from "./index-draws.js";
import type { Interval } from "./interval.js";
import { requirePairs, requireScores, type ScoreMatrix } from "./score-matrix.js";
import {
  type BootstrapOptions,
  DEFAULT_LEVEL,
  DEFAULT_RESAMPLES,
  stratifiedBootstrap,
} from "./stratified-bootstrap.js";
import { meanOverTasks } from "./task-averages.js";

/**
 * Chance that a run of the first scores more than one of the second on the same task, ties counting half, averaged over
 * tasks: the Mann–Whitney statistic over the number of pairs (Agarwal et al. 2021, section 4.3). All runs are compared
 * with all, whatever worlds they were in; 0.5 means no difference.
 *
 * @throws RangeError unless both have the same tasks, each with at least one run
 * @example probabilityOfImprovement([[1, 2]], [[0, 2]]) // (1 + 0 + 1 + 0.5) / 4
 */
export function probabilityOfImprovement(a: ScoreMatrix, b: ScoreMatrix): number {
  return meanSimple(comparedTasks(a, b).map((task) => task.value(identity(task.ranksOfA), identity(task.ranksOfB))));
}

export type ImprovementOptions = Omit<BootstrapOptions, "overTasks">;

/**
 * Interval of {@link probabilityOfImprovement} under resampling within tasks, of each policy's runs by themselves, as
 * rliable does: the first's are drawn before the second's.
 *
 * @throws RangeError as there, and for `bca`, which has no jackknife for two samples
 */
export function probabilityOfImprovementInterval(
  a: ScoreMatrix,
  b: ScoreMatrix,
  options: ImprovementOptions,
): Interval {
  const { random, resamples = DEFAULT_RESAMPLES, method = "percentile", level = DEFAULT_LEVEL } = options;
  if (method === "bca") throw new RangeError("bca is not defined for two samples; take percentile, basic or bc");
  const tasks = comparedTasks(a, b);
  const [drawsOfA, drawsOfB] = [a, b].map(
    (scores) =>
      new IndexDraws(
        scores.map((runs) => runs.length),
        options.strata,
      ),
  ) as [IndexDraws, IndexDraws];
  const replicates = Float64Array.from({ length: resamples }, () => {
    drawsOfA.next(random);
    drawsOfB.next(random);
    let sum = 0;
    for (let i = 0; i < tasks.length; i++) sum += tasks[i]!.value(drawsOfA.runs[i]!, drawsOfB.runs[i]!);
    return sum / tasks.length;
  });
  return bootstrapInterval(replicates, probabilityOfImprovement(a, b), { method, level });
}

/**
 * Interval of {@link probabilityOfImprovement} where run k of both is the same world: worlds are resampled. A world
 * counts by how many of the second's runs its first run beats and how many of the first's beat its second run
 * (placement values: DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44, 837–845), so that a world drawn twice is not
 * compared with itself more often.
 *
 * @throws RangeError unless both have the same tasks and runs
 */
export function pairedImprovementInterval(a: ScoreMatrix, b: ScoreMatrix, options: ImprovementOptions): Interval {
  requirePairs(a, b);
  const { low, high } = stratifiedBootstrap(
    a.map((runs, task) => placements(runs, b[task]!)),
    meanOverTasks,
    options,
  );
  return { low: Math.max(0, low), high: Math.min(1, high) };
}

/** For each world, what it adds to the chance; their mean is the chance. */
function placements(a: readonly number[], b: readonly number[]): number[] {
  const task = new ComparedTask(a, b);
  const [all, one] = [identity(task.ranksOfA), new Int32Array(1)];
  const chance = task.value(all, all);
  return a.map((_, run) => {
    one[0] = run;
    return task.value(one, all) + task.value(all, one) - chance;
  });
}

function comparedTasks(a: ScoreMatrix, b: ScoreMatrix): ComparedTask[] {
  requireScores(a, "the first scores");
  requireScores(b, "the second scores");
  if (a.length !== b.length) throw new RangeError(`${a.length} tasks against ${b.length}; expected the same tasks`);
  return a.map((runs, task) => new ComparedTask(runs, b[task]!));
}

function identity(of: Int32Array): Int32Array {
  return Int32Array.from(of, (_, i) => i);
}

/** Runs of two policies, sorted once, so that a resample takes time linear in their number. */
class ComparedTask {
  /** Place of each run among the distinct scores of both. */
  readonly ranksOfA: Int32Array;
  readonly ranksOfB: Int32Array;
  readonly #countsOfA: Float64Array;
  readonly #countsOfB: Float64Array;

  constructor(a: readonly number[], b: readonly number[]) {
    const distinct = [...new Set([...a, ...b])].sort((x, y) => x - y);
    const rankOf = new Map(distinct.map((score, rank) => [score, rank]));
    this.ranksOfA = Int32Array.from(a, (score) => rankOf.get(score)!);
    this.ranksOfB = Int32Array.from(b, (score) => rankOf.get(score)!);
    this.#countsOfA = new Float64Array(distinct.length);
    this.#countsOfB = new Float64Array(distinct.length);
  }

  /** Share of the pairs of the drawn runs that the first wins, ties half. */
  value(drawnOfA: Int32Array, drawnOfB: Int32Array): number {
    const [countsOfA, countsOfB] = [this.#countsOfA.fill(0), this.#countsOfB.fill(0)];
    for (let i = 0; i < drawnOfA.length; i++) countsOfA[this.ranksOfA[drawnOfA[i]!]!]! += 1;
    for (let i = 0; i < drawnOfB.length; i++) countsOfB[this.ranksOfB[drawnOfB[i]!]!]! += 1;
    let won = 0;
    let below = 0;
    for (let rank = 0; rank < countsOfA.length; rank++) {
      won += countsOfA[rank]! * (below + countsOfB[rank]! / 2);
      below += countsOfB[rank]!;
    }
    return won / (drawnOfA.length * drawnOfB.length);
  }
}
