import { type KeyedRandom, RandomKind } from "../../../random/keyed-random.js";
import { jitterFactor } from "../jitter.js";

/** Something that the instrument needs every so often, such as liquid nitrogen. */
export interface MaintenanceTask {
  /** Seconds on the session's clock. */
  readonly every: number;
  /** Seconds, on average. */
  readonly takes: number;
  /** Its own number, by which its durations are drawn. */
  readonly key: number;
}

/**
 * Maintenance on the session's clock: each task falls due at every multiple of its time, from the first on. A way during
 * which one falls due takes it along, at most once; one that falls due while nothing moves costs nothing.
 *
 * In expectation it is spread evenly: where tasks take a share s of the clock, work takes 1 / (1 − s) as long.
 */
export class Maintenance {
  readonly #tasks: readonly MaintenanceTask[];
  readonly #sigma: number;
  /** Factor from seconds of work to expected seconds of the clock. */
  readonly stretch: number;

  /**
   * @param tasks together at most half of the clock
   * @param sigma scatter of their durations, as of `jitter`
   */
  constructor(tasks: readonly MaintenanceTask[], sigma: number) {
    this.#tasks = tasks;
    this.#sigma = sigma;
    this.stretch = 1 / (1 - tasks.reduce((share, { every, takes }) => share + takes / every, 0));
  }

  /**
   * Seconds that work takes with what falls due on the way, what falls due meanwhile included.
   *
   * @param clockSeconds when it begins; NaN: as if nothing ever fell due
   */
  seconds(workSeconds: number, clockSeconds: number, random: KeyedRandom): number {
    let seconds = workSeconds;
    for (let last = -1; seconds !== last; ) {
      last = seconds;
      seconds = workSeconds;
      for (let task = 0; task < this.#tasks.length; task++) {
        const { every, takes, key } = this.#tasks[task]!;
        for (let due = Math.floor(clockSeconds / every) + 1; due * every <= clockSeconds + last; due++) {
          seconds += takes * jitterFactor(this.#sigma, random, due, key, RandomKind.Maintenance);
        }
      }
    }
    return seconds;
  }
}
