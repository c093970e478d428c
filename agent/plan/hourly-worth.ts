import type { Session } from "../../env/session/session.js";

interface Moment {
  readonly clockSeconds: number;
  readonly results: number;
  readonly worth: number;
}

/** Worth gained an hour, lately: over the last hour or, where results are slow to come, over the last few of them. */
export class HourlyWorth {
  readonly #moments: Moment[] = [];

  /** @param leastResults that have to be among those looked at */
  constructor(readonly leastResults: number) {}

  /** Takes a moment of a session down; call it at each decision. */
  note({ clockSeconds, resultCount, worth }: Session): void {
    this.#moments.push({ clockSeconds, results: resultCount[0]!, worth });
  }

  /** In the unit of the objective; undefined before there is an hour, and as many results, to look back on. */
  lately(session: Session): number | undefined {
    const { clockSeconds, resultCount, worth } = session;
    let from: Moment | undefined;
    for (const moment of this.#moments) {
      if (moment.clockSeconds > clockSeconds - 3600 || moment.results > resultCount[0]! - this.leastResults) break;
      from = moment;
    }
    return from === undefined ? undefined : (worth - from.worth) / ((clockSeconds - from.clockSeconds) / 3600);
  }
}
