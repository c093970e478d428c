import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import { Journal, type JournalOptions } from "../../../server/journal/index.js";

/** Journals of one test, in a folder that is gone afterwards; turns of the event loop end when {@link endTurn} says so. */
export class TemporaryJournals {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "cryogym-test-")));
  readonly #open: { close(): void }[] = [];
  readonly #scheduled: (() => void)[] = [];
  /** The clock, UTC milliseconds. */
  now = 1_000;
  /** The connection opened last. */
  database!: Database;

  path(name = "journal.db"): string {
    return join(this.folder, name);
  }

  open(name?: string, options: Partial<JournalOptions> = {}): Journal {
    const journal = Journal.open(this.path(name), {
      now: () => this.now,
      schedule: (flush) => this.#scheduled.push(flush),
      connected: (database) => {
        this.database = database;
      },
      waitMilliseconds: 0,
      ...options,
    });
    this.#open.push(journal);
    return journal;
  }

  /** As {@link open}, with the session `a` of instrument `scope`, committed. */
  openWithSession(name?: string): Journal {
    const journal = this.open(name);
    journal.createSession({ key: "a", instrument: "scope", settings: "{}" });
    this.endTurn();
    return journal;
  }

  read(name?: string) {
    const reader = Journal.read(this.path(name), { waitMilliseconds: 0 });
    this.#open.push(reader);
    return reader;
  }

  /** Runs what was scheduled. @returns how much that was */
  endTurn(): number {
    const due = this.#scheduled.splice(0);
    for (const flush of due) flush();
    return due.length;
  }

  /** Everything in the folder, files with their bytes. */
  content(): Record<string, string> {
    const entries = readdirSync(this.folder, { withFileTypes: true });
    return Object.fromEntries(
      entries.map((entry) => [entry.name, entry.isFile() ? readFileSync(this.path(entry.name), "hex") : "folder"]),
    );
  }

  remove(): void {
    for (const journal of this.#open) journal.close();
    rmSync(this.folder, { recursive: true });
  }
}

/** A payload that tells its number, of at least four bytes. */
export function payloadOf(number: number, bytes = 4): Uint8Array {
  const payload = new Uint8Array(Math.max(4, bytes)).fill(number % 251);
  new DataView(payload.buffer).setUint32(0, number);
  return payload;
}

/** The number in a payload of {@link payloadOf}. */
export function numberIn({ buffer, byteOffset }: Uint8Array): number {
  return new DataView(buffer, byteOffset).getUint32(0);
}
