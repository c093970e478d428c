/** What a clock drifts by, and what passes between two looks at it, is less than this, milliseconds. */
const LEAST_MILLISECONDS = 5_000;

/**
 * Notices when a wall clock is set, by a clock that nobody can set.
 *
 * @example
 * const watch = new ClockWatch(Date.now, () => performance.now());
 * const milliseconds = watch.setBy(); // 3_600_000 once, after somebody has set the clock an hour forward
 */
export class ClockWatch {
  #ahead: number;

  /**
   * @param wall milliseconds since 1970 UTC
   * @param monotonic milliseconds from any origin
   */
  constructor(
    readonly wall: () => number,
    readonly monotonic: () => number,
  ) {
    this.#ahead = wall() - monotonic();
  }

  /** How far the clock was set since this was asked last, milliseconds; negative: back; 0: it only ran. */
  setBy(): number {
    const ahead = this.wall() - this.monotonic();
    const by = ahead - this.#ahead;
    if (Math.abs(by) < LEAST_MILLISECONDS) return 0;
    this.#ahead = ahead;
    return by;
  }
}
