import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { UserError } from "../../../env/errors.js";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY, message BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS inbox (seq INTEGER PRIMARY KEY, message BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS directives (
  id TEXT PRIMARY KEY, message BLOB NOT NULL, begun_at_seconds REAL NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0, clean INTEGER NOT NULL DEFAULT 1,
  cancelled INTEGER NOT NULL DEFAULT 0, repeats INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shots (
  id TEXT PRIMARY KEY, directive_id TEXT NOT NULL, place INTEGER NOT NULL, target_id TEXT NOT NULL, state TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shots_of_directive ON shots (directive_id, place);
CREATE INDEX IF NOT EXISTS shots_of_target ON shots (target_id);
CREATE TABLE IF NOT EXISTS grid_loads (at_unix_milliseconds INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS targets (id TEXT PRIMARY KEY, message BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS observed (key TEXT PRIMARY KEY) WITHOUT ROWID;
`;
const VERSION = 1;

/**
 * Opens a driver's durable state: one SQLite file that belongs to one process at a time. What a commit wrote is on the
 * disk when it returns.
 *
 * @param file `:memory:` keeps nothing
 * @throws UserError if another driver has it open, or if it is no such file
 */
export function openStateDatabase(file: string): Database.Database {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { timeout: 0 });
    database.pragma("locking_mode = EXCLUSIVE");
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    const version = database.pragma("user_version", { simple: true });
    if (version !== 0 && version !== VERSION) {
      throw new UserError(`${file} has version ${version} of a driver's state; this driver knows version ${VERSION}`);
    }
    database.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${VERSION}; COMMIT;`);
    return database;
  } catch (error) {
    database?.close();
    const { code } = error as { code?: string };
    if (code === "SQLITE_BUSY") {
      throw new UserError(`${file} is in use by another driver; two drivers can't share a state: stop the other one`);
    }
    if (code?.startsWith("SQLITE_")) {
      throw new UserError(`${file} can't be used as a driver's state: ${(error as Error).message}`);
    }
    throw error;
  }
}
