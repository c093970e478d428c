import { closeSync, openSync, readSync } from "node:fs";

/** "cryj": tells a journal from other applications' databases. */
export const APPLICATION_ID = 0x6372796a;

const MAGIC = "SQLite format 3\0";
const LENGTH = 100;

/** What the first bytes of an SQLite database say. */
export interface FileHeader {
  readonly applicationId: number;
  readonly schemaVersion: number;
}

/**
 * Reads a file's header without SQLite, which leaves files of its own beside what it opens
 * (https://sqlite.org/fileformat2.html#the_database_header).
 *
 * @returns undefined if it is no SQLite database
 */
export function readHeader(file: string): FileHeader | undefined {
  const bytes = Buffer.alloc(LENGTH);
  const descriptor = openSync(file, "r");
  try {
    if (readSync(descriptor, bytes, 0, LENGTH, 0) < LENGTH) return undefined;
  } finally {
    closeSync(descriptor);
  }
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) return undefined;
  return { applicationId: bytes.readInt32BE(68), schemaVersion: bytes.readInt32BE(60) };
}
