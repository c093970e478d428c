import type { Migration } from "./migration.js";

/**
 * A lease stays when it is released, for its term; `session` is then absent. Payloads of snapshots are gzipped.
 * `probes` is what `recover()` writes to, and empty otherwise.
 */
export const leasesAndSnapshots: Migration = {
  version: 2,
  summary: "leases, snapshots, and a place for trial writes",
  up(database) {
    database.exec(`
      CREATE TABLE leases (
        instrument TEXT PRIMARY KEY,
        session INTEGER REFERENCES sessions (number),
        term INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE snapshots (
        session INTEGER NOT NULL REFERENCES sessions (number),
        version INTEGER NOT NULL,
        position INTEGER NOT NULL CHECK (position >= 0),
        payload BLOB NOT NULL,
        PRIMARY KEY (session, version, position)
      ) STRICT;
      CREATE TABLE probes (data BLOB NOT NULL) STRICT;
    `);
  },
};
