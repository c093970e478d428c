import type { Session } from "../../env/session/session.js";

interface Moment {
  readonly clockSeconds: number;
  readonly exposed: number;
  readonly results: number;
  readonly worth: number;
}

/**
 * Worth gained an hour, lately: over the last hour or, where exposures are long, over the last few of them. While results
 * are awaited the hour ends with the last exposure that is known: what is to come can't be held against the session.
 *
 * @example
 * hourly.note(session); // at each decision
 * hourly.lately(session);
 */
export class HourlyWorth {
  readonly #moments: Moment[] = [];

  /** @param leastResults that have to be among those looked at */
  constructor(readonly leastResults: number) {}

  /** Takes a moment of a session down; call it at each decision. */
  note({ clockSeconds, exposedCount, resultCount, worth }: Session): void {
    this.#moments.push({ clockSeconds, exposed: exposedCount[0]!, results: resultCount[0]!, worth });
  }

  /** In the unit of the objective; undefined before there is an hour, and as many results, to look back on. */
  lately({ clockSeconds, resultCount, pendingCount, worth }: Session): number | undefined {
    const results = resultCount[0]!;
    const lastKnown = pendingCount === 0 ? undefined : this.#moments.find(({ exposed }) => exposed >= results);
    const endSeconds = lastKnown?.clockSeconds ?? clockSeconds;
    const from = this.#moments.findLast(
      (moment) => moment.clockSeconds <= endSeconds - 3600 && moment.exposed <= results - this.leastResults,
    );
    if (from === undefined) return undefined;
    // What had been exposed by then is known since a later moment.
    const known = this.#moments.find((moment) => moment.results >= from.exposed);
    const before = known?.worth ?? worth;
    return (worth - before) / ((endSeconds - from.clockSeconds) / 3600);
  }
}
