import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { IndexSource } from "../../statistics/index-draws.js";
import type { Interval } from "../../statistics/interval.js";
import type { ScoreMatrix } from "../../statistics/score-matrix.js";
import { type BootstrapOptions, DEFAULT_LEVEL, stratifiedBootstrapAll } from "../../statistics/stratified-bootstrap.js";
import type { Estimate } from "./evaluation-summary.js";
import { type PairedTask, worldsOf } from "./paired-tasks.js";

export const INTERVALS = { level: DEFAULT_LEVEL, method: "percentile", resamples: 2000 } as const;

/**
 * How the worlds of tasks are resampled. All intervals over the same tasks rest on the same resamples, so that one does
 * not hang on which other policies are in the table; budgets of a scenario have the same worlds and are drawn together.
 */
export class Resampling {
  /** What was drawn, by the numbers of worlds that were drawn from. */
  readonly #drawn = new Map<string, Int32Array>();

  /** For one interval. */
  of(tasks: readonly PairedTask[]): BootstrapOptions {
    const scenarios = tasks.map(({ scenario }) => scenario);
    const strata = scenarios.map((name) => scenarios.indexOf(name));
    const counts = tasks.filter((_, i) => strata[i] === i).map(worldsOf);
    const key = counts.join();
    const drawn = this.#drawn.get(key) ?? draw(counts);
    this.#drawn.set(key, drawn);
    return { ...INTERVALS, random: replay(drawn), strata };
  }

  /** An estimate over tasks; without an interval where one of them has one world only. */
  estimate(value: number, tasks: readonly PairedTask[], interval: (options: BootstrapOptions) => Interval): Estimate {
    if (leastWorlds(tasks) < 2) return { value, interval: null };
    const { low, high } = interval(this.of(tasks));
    return { value, interval: { low, high } };
  }

  /** Statistics of a matrix as estimates, all on the same resamples. */
  estimates(
    scores: ScoreMatrix,
    statistics: (scores: ScoreMatrix) => readonly number[],
    tasks: readonly PairedTask[],
  ): Estimate[] {
    const values = statistics(scores);
    const intervals = leastWorlds(tasks) < 2 ? [] : stratifiedBootstrapAll(scores, statistics, this.of(tasks));
    return values.map((value, i) => ({ value, interval: intervals[i] ?? null }));
  }
}

function draw(counts: readonly number[]): Int32Array {
  const random = new KeyedRandom(0).stream(0, RandomKind.Resample);
  const drawn = new Int32Array(INTERVALS.resamples * counts.reduce((sum, count) => sum + count, 0));
  let next = 0;
  while (next < drawn.length) {
    for (const count of counts) for (let i = 0; i < count; i++) drawn[next++] = random.integer(count);
  }
  return drawn;
}

function replay(drawn: Int32Array): IndexSource {
  let next = 0;
  return { integer: () => drawn[next++]! };
}

/** The least number of worlds of any scenario: what an interval over all of them rests on. */
export function leastWorlds(tasks: readonly PairedTask[]): number {
  return Math.min(...tasks.map(worldsOf));
}
