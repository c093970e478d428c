import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { UserError } from "../../../env/errors.js";

/** A feed is a session and a source: `monday/relion`. Outcomes are JSON with the keys in one order. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS shots (
  feed TEXT NOT NULL, shot_id TEXT NOT NULL, revision INTEGER NOT NULL, outcome TEXT NOT NULL,
  path TEXT NOT NULL, modified REAL NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
  place INTEGER NOT NULL, PRIMARY KEY (feed, shot_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shots_by_state ON shots (feed, state, place);
CREATE TABLE IF NOT EXISTS readings (
  feed TEXT NOT NULL, path TEXT NOT NULL, shot_id TEXT NOT NULL, outcome TEXT NOT NULL,
  PRIMARY KEY (feed, path, shot_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
  feed TEXT NOT NULL, path TEXT NOT NULL, inode TEXT NOT NULL, size INTEGER NOT NULL, modified REAL NOT NULL,
  PRIMARY KEY (feed, path)
) WITHOUT ROWID;
`;
const VERSION = 1;

/**
 * Opens what a results process must not forget: one SQLite file that belongs to one process at a time. What a commit wrote
 * is on the disk when it returns.
 *
 * @param file `:memory:` keeps nothing
 * @throws UserError if another process has it open, or if it is no such file
 */
export function openResultsDatabase(file: string): Database.Database {
  let database: Database.Database | undefined;
  try {
    if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
    database = new Database(file, { timeout: 0 });
    database.pragma("locking_mode = EXCLUSIVE");
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    const version = database.pragma("user_version", { simple: true });
    if (version !== 0 && version !== VERSION) {
      throw new UserError(
        `${file} has version ${version} of this state; this 'cryogym results' knows version ${VERSION}`,
      );
    }
    database.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${VERSION}; COMMIT;`);
    return database;
  } catch (error) {
    database?.close();
    const { code } = error as { code?: string };
    if (code === "SQLITE_BUSY") {
      throw new UserError(`${file} is in use by another 'cryogym results': stop it, or give each a 'state' of its own`);
    }
    if (code?.startsWith("SQLITE_")) {
      throw new UserError(`${file} can't be used as the state of 'cryogym results': ${(error as Error).message}`);
    }
    throw error;
  }
}
