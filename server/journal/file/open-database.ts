import { existsSync, realpathSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import Database from "better-sqlite3";
import type { Logger } from "pino";
import { UserError } from "../../../env/errors.js";
import { migrations as allMigrations } from "../migrations/index.js";
import type { Migration } from "../migrations/migration.js";
import { type FileSystemType, refuseNetworkFileSystem } from "../network-file-systems.js";
import { explained, openChecked } from "./check-file.js";
import { claim } from "./claim.js";
import { makeFile } from "./make-file.js";
import { migrateFile } from "./migrate.js";

export interface OpenFileOptions {
  /** How long another process may still hold the file, milliseconds. Default: 1000. */
  readonly waitMilliseconds?: number;
  readonly log?: Logger | undefined;
  /** For tests: what a schema is made of. */
  readonly migrations?: readonly Migration[];
  /** For tests: tells the kind of file system. */
  readonly statfs?: FileSystemType;
}

/** An open file that is this process's own. */
export interface OpenFile {
  /** Absolute, without symbolic links. */
  readonly file: string;
  readonly database: Database.Database;
  close(): void;
}

const WAIT_MILLISECONDS = 1000;

/**
 * Opens a journal's file for writing, for this process alone: makes it if it is not there, checks it, and brings its
 * schema up to date.
 *
 * @throws UserError saying what the file is and what to do
 */
export function openForWriting(path: string, options: OpenFileOptions = {}): OpenFile {
  const { waitMilliseconds = WAIT_MILLISECONDS, migrations = allMigrations, log } = options;
  return claimed(path, (file) => {
    refuseNetworkFileSystem(file, options.statfs);
    if (existsSync(file)) openChecked(file, migrations, waitMilliseconds).close();
    else makeFile(file, migrations);
    const database = new Database(file, { fileMustExist: true, timeout: waitMilliseconds });
    try {
      for (const setting of ["locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL", "fullfsync = ON"])
        database.pragma(setting);
      database.pragma("foreign_keys = ON");
      const copy = migrateFile(database, file, migrations);
      database.exec("BEGIN IMMEDIATE; ROLLBACK");
      rmSync(`${file}-shm`, { force: true });
      if (copy !== undefined) log?.info({ file, copy }, "the journal's schema was brought up to date; a copy is kept");
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Opens a journal's file for reading. @throws UserError, also if a process has it open for writing */
export function openForReading(path: string, options: OpenFileOptions = {}): OpenFile {
  const { waitMilliseconds = WAIT_MILLISECONDS, migrations = allMigrations } = options;
  return claimed(path, (file) => {
    if (!existsSync(file)) throw new UserError(`there is no journal '${file}'; expected one that a server has made`);
    return openChecked(file, migrations, waitMilliseconds);
  });
}

/** Hands an open file to its user, and closes it if that fails. @throws UserError in place of SQLite's errors */
export function usedBy<T>(file: OpenFile, make: (file: OpenFile) => T): T {
  try {
    return explained(file.file, () => make(file));
  } catch (error) {
    file.close();
    throw error;
  }
}

function claimed(path: string, open: (file: string) => Database.Database): OpenFile {
  if (path === "" || path !== path.trim())
    throw new UserError(`a journal's path is '${path}'; expected one without blanks at its ends`);
  return explained(path, () => {
    const file = canonical(resolve(path));
    const release = claim(file);
    try {
      const database = open(file);
      return {
        file,
        database,
        close() {
          database.close();
          release();
        },
      };
    } catch (error) {
      release();
      throw error;
    }
  });
}

/** Without symbolic links, as far as it is there. */
function canonical(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(canonical(dirname(path)), basename(path));
}
