import crc32 from "crc-32";
import type { JournalEntry, JournaledSession } from "./entry.js";
import { damaged } from "./file/check-file.js";
import type { OpenFile } from "./file/open-database.js";

/** Entries are taken from the file so many at a time. */
const ENTRIES_A_PAGE = 32;

interface EntryRow {
  readonly position: number;
  readonly kind: string;
  readonly observedAt: number | null;
  readonly recordedAt: number;
  readonly payload: Buffer;
  readonly checksum: number;
}

/** What can be read of a journal. `Journal.read` makes one. */
export class JournalReader {
  readonly #file: OpenFile;
  readonly #statements;

  constructor(file: OpenFile) {
    this.#file = file;
    const { database } = file;
    const session = "SELECT key, instrument, created_at_milliseconds AS createdAtMilliseconds, settings FROM sessions";
    this.#statements = {
      sessions: database.prepare<[], JournaledSession>(`${session} ORDER BY number`),
      session: database.prepare<[string], JournaledSession>(`${session} WHERE key = ?`),
      length: database
        .prepare<[number, string], number>(
          `SELECT coalesce((SELECT position + 1 FROM entries WHERE session = s.number AND number <= ?
             ORDER BY position DESC LIMIT 1), 0) FROM sessions s WHERE s.key = ?`,
        )
        .pluck(),
      page: database.prepare<[string, number, number, number], EntryRow>(
        `SELECT position, kind, observed_at_milliseconds AS observedAt, recorded_at_milliseconds AS recordedAt,
           payload, checksum
         FROM entries WHERE session = (SELECT number FROM sessions WHERE key = ?) AND position >= ? AND position < ?
         ORDER BY position LIMIT ?`,
      ),
    };
  }

  /** In the order in which they were made. */
  sessions(): JournaledSession[] {
    return this.#statements.sessions.all();
  }

  session(key: string): JournaledSession | undefined {
    return this.#statements.session.get(key);
  }

  /** How many entries a session has. @throws RangeError if there is no such session */
  length(sessionKey: string): number {
    return this.lengthUpTo(sessionKey, Number.MAX_SAFE_INTEGER);
  }

  /** As {@link length}, of the entries up to one by its number over all sessions. */
  lengthUpTo(sessionKey: string, lastNumber: number): number {
    const length = this.#statements.length.get(lastNumber, sessionKey);
    if (length === undefined) throw unknownSession(sessionKey);
    return length;
  }

  /**
   * The entries of a session from one index up to another (without it), read as they are asked for. A session may grow
   * meanwhile.
   *
   * @throws RangeError if there is no such session; UserError at an entry that is damaged
   * @example for (const { index, kind } of journal.entries("grid-7")) console.log(index, kind);
   */
  entries(sessionKey: string, fromIndex = 0, toIndex = this.length(sessionKey)): IterableIterator<JournalEntry> {
    const length = this.length(sessionKey);
    return this.#entries(sessionKey, Math.max(0, fromIndex), Math.min(toIndex, length));
  }

  /** Gives the file back. */
  close(): void {
    this.#file.close();
  }

  *#entries(sessionKey: string, fromIndex: number, toIndex: number): Generator<JournalEntry> {
    let next = fromIndex;
    while (next < toIndex) {
      const rows = this.#statements.page.all(sessionKey, next, toIndex, ENTRIES_A_PAGE);
      if (rows.length === 0) throw this.#damaged(sessionKey, next);
      for (const { position, observedAt, recordedAt, kind, payload, checksum } of rows) {
        if (position !== next || crc32.buf(payload) !== checksum) throw this.#damaged(sessionKey, next);
        yield {
          sessionKey,
          index: position,
          kind,
          observedAtMilliseconds: observedAt ?? undefined,
          recordedAtMilliseconds: recordedAt,
          payload: new Uint8Array(payload.buffer, payload.byteOffset, payload.length),
        };
        next++;
      }
    }
  }

  #damaged(sessionKey: string, index: number) {
    return damaged(this.#file.file, `entry ${index} of session '${sessionKey}' is not as it was written`);
  }
}

/** What was asked for is not in the journal. */
export function unknownSession(key: string): RangeError {
  return new RangeError(`the journal has no session '${key}'; expected one that was created`);
}
