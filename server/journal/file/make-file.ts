import { closeSync, existsSync, linkSync, mkdirSync, openSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import Database from "better-sqlite3";
import { UserError } from "../../../env/errors.js";
import type { Migration } from "../migrations/migration.js";
import { APPLICATION_ID } from "./header.js";
import { migrate } from "./migrate.js";
import { sync } from "./sync.js";

/**
 * Makes an empty journal, readable by its user alone, and its folder if there is none. The file is whole or not there,
 * whenever the process ends; one that another process made meanwhile stays as it is.
 *
 * @throws UserError if what is left of another journal is in the way
 */
export function makeFile(file: string, migrations: readonly Migration[]): void {
  if (existsSync(`${file}-wal`)) {
    throw new UserError(
      `there is '${file}-wal' but no journal '${file}'; nothing was changed: restore both, or put '${file}-wal' aside to begin a new journal`,
    );
  }
  const folder = dirname(file);
  const firstMade = mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${basename(file)}.${process.pid}.new`);
  rmSync(draft, { force: true });
  closeSync(openSync(draft, "wx", 0o600));
  try {
    const database = new Database(draft);
    try {
      database.pragma("synchronous = FULL");
      database.pragma(`application_id = ${APPLICATION_ID}`);
      migrate(database, migrations);
    } finally {
      database.close();
    }
    linkUnlessThere(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  for (let made = folder; ; made = dirname(made)) {
    sync(made);
    if (firstMade === undefined || made === dirname(firstMade)) break;
  }
}

function linkUnlessThere(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
