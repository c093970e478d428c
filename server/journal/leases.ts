import type { Database } from "better-sqlite3";
import { LeaseHeld } from "./errors.js";

/** Who may move an instrument. */
export interface Lease {
  readonly sessionKey: string;
  /** Greater than that of any lease of the instrument before it. */
  readonly term: number;
}

/** The table of leases: at most one session an instrument. */
export class Leases {
  readonly #statements;

  constructor(database: Database) {
    this.#statements = {
      get: database.prepare<[string], Lease>(
        "SELECT s.key AS sessionKey, l.term FROM leases l JOIN sessions s ON s.number = l.session WHERE l.instrument = ?",
      ),
      acquire: database
        .prepare<[string, string], number>(
          `INSERT INTO leases (instrument, session, term)
           SELECT ?, number, 1 FROM sessions WHERE key = ?
           ON CONFLICT (instrument) DO UPDATE SET session = excluded.session, term = term + 1
           RETURNING term`,
        )
        .pluck(),
      release: database.prepare<[string, string]>(
        `UPDATE leases SET session = NULL
         WHERE instrument = ? AND session = (SELECT number FROM sessions WHERE key = ?)`,
      ),
    };
  }

  get(instrument: string): Lease | undefined {
    return this.#statements.get.get(instrument);
  }

  /** @returns the new term. @throws LeaseHeld if another session holds the instrument */
  acquire(instrument: string, sessionKey: string): number {
    const held = this.get(instrument);
    if (held !== undefined && held.sessionKey !== sessionKey) throw new LeaseHeld(instrument, held.sessionKey);
    return this.#statements.acquire.get(instrument, sessionKey)!;
  }

  /** Does nothing if the session does not hold it. */
  release(instrument: string, sessionKey: string): void {
    this.#statements.release.run(instrument, sessionKey);
  }
}
