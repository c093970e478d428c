import type { Database } from "better-sqlite3";
import crc32 from "crc-32";
import type { JournaledSession } from "./entry.js";

/** What an entry is made of. */
export interface NewEntry {
  readonly kind: string;
  readonly payload: Uint8Array;
  readonly observedAtMilliseconds: number | undefined;
  readonly recordedAtMilliseconds: number;
}

/** Writes the tables of sessions and entries; about transactions it knows nothing. */
export class JournalWriter {
  readonly #statements;

  constructor(database: Database) {
    this.#statements = {
      create: database.prepare<[JournaledSession]>(
        `INSERT INTO sessions (key, instrument, created_at_milliseconds, settings)
         VALUES (:key, :instrument, :createdAtMilliseconds, :settings)`,
      ),
      append: database
        .prepare<[Omit<NewEntry, "observedAtMilliseconds"> & Record<string, unknown>], number>(
          `INSERT INTO entries
             (session, position, kind, observed_at_milliseconds, recorded_at_milliseconds, payload, checksum)
           SELECT s.number, coalesce((SELECT max(position) + 1 FROM entries WHERE session = s.number), 0),
             :kind, :observedAt, :recordedAtMilliseconds, :payload, :checksum
           FROM sessions s WHERE s.key = :sessionKey
           RETURNING position`,
        )
        .pluck(),
      lastNumber: database.prepare<[], number>("SELECT coalesce(max(number), 0) FROM entries").pluck(),
      trial: ["DELETE FROM probes", `INSERT INTO probes VALUES (zeroblob(${TRIAL_BYTES}))`, "DELETE FROM probes"].map(
        (statement) => database.prepare<[]>(statement),
      ),
    };
  }

  create(session: JournaledSession): void {
    this.#statements.create.run(session);
  }

  /** @returns the entry's index; undefined if there is no such session */
  append(sessionKey: string, { observedAtMilliseconds, payload, ...entry }: NewEntry): number | undefined {
    const checksum = crc32.buf(payload);
    const observedAt = observedAtMilliseconds ?? null;
    return this.#statements.append.get({ ...entry, payload, sessionKey, checksum, observedAt });
  }

  /** The number, over all sessions, of the entry written last; 0 if there is none. */
  lastNumber(): number {
    return this.#statements.lastNumber.get()!;
  }

  /** Writes as much as a few groups do and takes it away again, each as a transaction of its own. */
  trial(): void {
    for (const statement of this.#statements.trial) statement.run();
  }
}

const TRIAL_BYTES = 65_536;
