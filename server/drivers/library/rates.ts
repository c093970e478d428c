import type { DriverState } from "./driver-state.js";
import type { Timekeeper } from "./timekeeper.js";

const SECONDS_PER_HOUR = 3600;

/**
 * How often grids were loaded, by wall-clock time, kept with the driver's state: a restart forgives nothing. What this
 * process has loaded counts by time that passed as well: that the clock was set forward forgives nothing either. Shots are
 * counted from the shots themselves.
 */
export class GridLoads {
  /** On the monotonic clock. */
  readonly #ofThisProcess: number[] = [];

  constructor(
    readonly state: DriverState,
    readonly time: Pick<Timekeeper, "nowSeconds" | "unixMilliseconds">,
  ) {}

  /** Loads within the last hour; those of a clock that was ahead count as well. */
  withinHour(): number {
    const row = this.state.database
      .prepare<[number], { count: number }>("SELECT count(*) AS count FROM grid_loads WHERE at_unix_milliseconds > ?")
      .get(this.time.unixMilliseconds() - 1000 * SECONDS_PER_HOUR);
    const since = this.time.nowSeconds() - SECONDS_PER_HOUR;
    return Math.max(row!.count, this.#ofThisProcess.filter((seconds) => seconds > since).length);
  }

  /** Within a commit. */
  add(): void {
    this.state.database.prepare("INSERT INTO grid_loads VALUES (?)").run(this.time.unixMilliseconds());
    this.#ofThisProcess.push(this.time.nowSeconds());
  }
}
