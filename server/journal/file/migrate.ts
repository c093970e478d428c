import type { Database } from "better-sqlite3";
import type { Migration } from "../migrations/migration.js";
import { copyDatabase } from "./copy-database.js";

/** The version of a database's schema; 0 if it has none. */
export function schemaVersion(database: Database): number {
  return database.pragma("user_version", { simple: true }) as number;
}

/** Runs what is missing, in order: each migration and its version are one transaction. */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  for (const { version, up } of missing(database, migrations)) {
    database
      .transaction(() => {
        up(database);
        database.pragma(`user_version = ${version}`);
      })
      .immediate();
  }
}

/**
 * As {@link migrate}, of a file in use: a copy as it was is kept beside it first.
 *
 * @returns where the copy is; undefined if nothing was missing
 */
export function migrateFile(database: Database, file: string, migrations: readonly Migration[]): string | undefined {
  if (missing(database, migrations).length === 0) return undefined;
  const copy = `${file}.v${schemaVersion(database)}`;
  copyDatabase(database, copy);
  migrate(database, migrations);
  return copy;
}

function missing(database: Database, migrations: readonly Migration[]): Migration[] {
  const version = schemaVersion(database);
  return migrations.filter((migration) => migration.version > version);
}
