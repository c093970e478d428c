import { existsSync, rmSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { UserError } from "../../../env/errors.js";
import { DamagedJournal } from "../errors.js";
import { explainFailure, failureCode } from "../explain-failure.js";
import type { Migration } from "../migrations/migration.js";
import { APPLICATION_ID, type FileHeader, readHeader } from "./header.js";

/**
 * Opens a journal for reading alone, if it is one, this cryogym knows its schema and SQLite's quick check finds it
 * whole. Otherwise the folder stays byte for byte as it was.
 *
 * @param wait how long another process may still hold it, milliseconds
 * @throws UserError saying what the file is and what to do
 */
export function openChecked(file: string, migrations: readonly Migration[], wait: number): Database.Database {
  if (!statSync(file).isFile()) throw refusal(file, "is no file", "give another path");
  const header = readHeader(file);
  if (header === undefined) throw refusal(file, "is no SQLite database", "give another file, or restore a backup");
  checkHeader(file, header, migrations);

  const madeBySqlite = [`${file}-wal`, `${file}-shm`].filter((path) => !existsSync(path));
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true, timeout: wait });
    checkHeader(file, headerOf(database), migrations);
    const problem = database.pragma("quick_check(1)", { simple: true }) as string;
    if (problem !== "ok") throw damaged(file, problem.split("\n").at(-1)!);
    return database;
  } catch (error) {
    database?.close();
    const code = failureCode(error);
    if (!/^SQLITE_(BUSY|LOCKED)/.test(code)) for (const path of madeBySqlite) removeIfEmpty(path);
    throw /^SQLITE_(CORRUPT|NOTADB)/.test(code) ? damaged(file, (error as Error).message) : error;
  }
}

/** The refusal of a damaged file. */
export function damaged(file: string, problem: string): DamagedJournal {
  return new DamagedJournal(
    refusal(file, `is damaged (${problem})`, "put it aside and restore a backup (docs/journal.md)").message,
  );
}

/** Runs what opens a file. @throws UserError in place of SQLite's and the file system's errors */
export function explained<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (failureCode(error) === "") throw error;
    const { problem, remedy } = explainFailure(error);
    throw new UserError(`the journal '${file}' can't be opened: ${problem}; ${remedy}`, { cause: error });
  }
}

function headerOf(database: Database.Database): FileHeader {
  return {
    applicationId: database.pragma("application_id", { simple: true }) as number,
    schemaVersion: database.pragma("user_version", { simple: true }) as number,
  };
}

function checkHeader(
  file: string,
  { applicationId, schemaVersion }: FileHeader,
  migrations: readonly Migration[],
): void {
  if (applicationId !== APPLICATION_ID) {
    const id = (applicationId >>> 0).toString(16);
    throw refusal(file, `is the database of another application (application_id 0x${id})`, "give another file");
  }
  const newest = migrations.at(-1)!.version;
  if (schemaVersion > newest) {
    const versions = `schema ${schemaVersion}; this one knows 1 to ${newest}`;
    throw refusal(file, `was written by a newer cryogym (${versions})`, "run that one, or restore an older backup");
  }
  if (schemaVersion < 1) throw damaged(file, `its schema version is ${schemaVersion}`);
}

function refusal(file: string, what: string, remedy: string): UserError {
  return new UserError(`'${file}' ${what} and can't be used as a journal; nothing was changed: ${remedy}`);
}

/** SQLite's index of the log may go at any time that nobody has the file open; a log only if there is nothing in it. */
function removeIfEmpty(path: string): void {
  if (existsSync(path) && (path.endsWith("-shm") || statSync(path).size === 0)) rmSync(path);
}
