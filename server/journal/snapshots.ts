import { gunzipSync, gzipSync } from "node:zlib";
import type { Database } from "better-sqlite3";
import type { Logger } from "pino";

/** So many are kept of a session and version. */
const KEPT = 2;

/** A state, so that not all entries have to be replayed. */
export interface Snapshot {
  /** The state is that after so many entries. */
  readonly index: number;
  readonly payload: Uint8Array;
}

/** The table of snapshots. They are gzipped, whose checksum shows which can't be read. */
export class Snapshots {
  readonly #statements;

  constructor(
    database: Database,
    readonly log: Logger | undefined,
  ) {
    const session = "(SELECT number FROM sessions WHERE key = :key)";
    this.#statements = {
      put: database.prepare<[{ key: string; version: number; index: number; payload: Buffer }]>(
        `INSERT OR REPLACE INTO snapshots (session, version, position, payload)
         VALUES (${session}, :version, :index, :payload)`,
      ),
      thin: database.prepare<[{ key: string; version: number }]>(
        `DELETE FROM snapshots WHERE session = ${session} AND version = :version AND position NOT IN (
           SELECT position FROM snapshots WHERE session = ${session} AND version = :version
           ORDER BY position DESC LIMIT ${KEPT})`,
      ),
      newest: database.prepare<[{ key: string; version: number }], { index: number; payload: Buffer }>(
        `SELECT position AS "index", payload FROM snapshots WHERE session = ${session} AND version = :version
         ORDER BY position DESC`,
      ),
    };
  }

  put(key: string, index: number, version: number, payload: Uint8Array): void {
    this.#statements.put.run({ key, version, index, payload: gzipSync(payload) });
    this.#statements.thin.run({ key, version });
  }

  /** The newest that can be read. */
  get(key: string, version: number): Snapshot | undefined {
    for (const { index, payload } of this.#statements.newest.all({ key, version })) {
      try {
        return { index, payload: new Uint8Array(gunzipSync(payload)) };
      } catch (error) {
        this.log?.warn({ key, index, version, error: String(error) }, "a snapshot is damaged; an older one is used");
      }
    }
    return undefined;
  }
}
