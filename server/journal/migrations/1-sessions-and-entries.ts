import type { Migration } from "./migration.js";

/** Times are UTC milliseconds; `checksum` is the CRC-32 of the payload. `number` counts all entries in their order. */
export const sessionsAndEntries: Migration = {
  version: 1,
  summary: "sessions and entries",
  up(database) {
    database.exec(`
      CREATE TABLE sessions (
        number INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        instrument TEXT NOT NULL,
        created_at_milliseconds REAL NOT NULL,
        settings TEXT NOT NULL
      ) STRICT;
      CREATE TABLE entries (
        number INTEGER PRIMARY KEY,
        session INTEGER NOT NULL REFERENCES sessions (number),
        position INTEGER NOT NULL CHECK (position >= 0),
        kind TEXT NOT NULL,
        observed_at_milliseconds REAL,
        recorded_at_milliseconds REAL NOT NULL,
        payload BLOB NOT NULL,
        checksum INTEGER NOT NULL,
        UNIQUE (session, position)
      ) STRICT;
    `);
  },
};
