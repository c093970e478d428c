import type { DriverState } from "./driver-state.js";

const HOUR_MILLISECONDS = 3_600_000;

/**
 * How often grids were loaded, by wall-clock time, kept with the driver's state: a restart forgives nothing. Shots are
 * counted from the shots themselves.
 */
export class GridLoads {
  constructor(readonly state: DriverState) {}

  /** Loads within the last hour; those of a clock that was ahead count as well. */
  withinHour(unixMilliseconds: number): number {
    const row = this.state.database
      .prepare<[number], { count: number }>("SELECT count(*) AS count FROM grid_loads WHERE at_unix_milliseconds > ?")
      .get(unixMilliseconds - HOUR_MILLISECONDS);
    return row!.count;
  }

  /** Within a commit. */
  add(unixMilliseconds: number): void {
    this.state.database.prepare("INSERT INTO grid_loads VALUES (?)").run(unixMilliseconds);
  }
}
