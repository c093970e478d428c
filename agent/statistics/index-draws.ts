/** Where resampled indices come from: a `RandomStream`, or recorded ones. */
export interface IndexSource {
  /** Uniform in [0, count). */
  integer(count: number): number;
}

/**
 * Runs drawn with replacement within each task, drawing after drawing: task by task, run by run.
 *
 * @example
 * const draws = new IndexDraws([5, 5]);
 * draws.next(new RandomStream(1)); // draws.runs[task]: five indices of runs of that task
 */
export class IndexDraws {
  /** [task][run] indices of the latest drawing; tasks of one stratum share theirs. */
  readonly runs: readonly Int32Array[];
  readonly #drawn: readonly Int32Array[];

  /**
   * @param counts number of runs of each task
   * @param strata stratum of each task (default: each its own). Tasks of one stratum are drawn together: budgets of a
   *   scenario whose episodes have the same worlds
   * @throws RangeError if tasks of one stratum differ in their number of runs
   */
  constructor(counts: readonly number[], strata: readonly number[] = counts.map((_, task) => task)) {
    if (strata.length !== counts.length) {
      throw new RangeError(`${strata.length} strata for ${counts.length} tasks; expected one a task`);
    }
    const ofStratum = new Map<number, Int32Array>();
    this.runs = counts.map((count, task) => {
      const known = ofStratum.get(strata[task]!);
      if (known !== undefined && known.length !== count) {
        throw new RangeError(
          `task ${task} has ${count} runs, another of its stratum ${known.length}; expected the same`,
        );
      }
      const runs = known ?? new Int32Array(count);
      ofStratum.set(strata[task]!, runs);
      return runs;
    });
    this.#drawn = [...ofStratum.values()];
  }

  /** Draws anew, into {@link runs}. */
  next(random: IndexSource): void {
    for (const runs of this.#drawn) for (let i = 0; i < runs.length; i++) runs[i] = random.integer(runs.length);
  }
}
