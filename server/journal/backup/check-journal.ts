import { statSync } from "node:fs";
import { damaged } from "../file/check-file.js";
import { openForReading, usedBy } from "../file/open-database.js";
import { JournalReader } from "../journal-reader.js";

/** What is in a journal that is whole. */
export interface CheckedJournal {
  readonly sessions: number;
  readonly entries: number;
  readonly bytes: number;
}

/**
 * Reads a journal that nobody has open from one end to the other: SQLite's integrity check, its foreign keys, and the
 * checksum of every entry.
 *
 * @throws UserError if it is no journal, or is damaged
 */
export function checkJournal(file: string): CheckedJournal {
  const opened = openForReading(file);
  try {
    return usedBy(opened, () => {
      const problem = opened.database.pragma("integrity_check(1)", { simple: true }) as string;
      if (problem !== "ok") throw damaged(file, problem);
      const stray = opened.database.pragma("foreign_key_check") as unknown[];
      if (stray.length > 0) throw damaged(file, `${stray.length} rows belong to nothing`);
      const reader = new JournalReader(opened);
      const sessions = reader.sessions();
      let entries = 0;
      for (const { key } of sessions) for (const _ of reader.entries(key)) entries++;
      return { sessions: sessions.length, entries, bytes: statSync(file).size };
    });
  } finally {
    opened.close();
  }
}
