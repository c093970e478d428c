import type { Database } from "better-sqlite3";

/** One step of the schema, forward only. */
export interface Migration {
  /** The schema's version afterwards. */
  readonly version: number;
  /** What it adds, in a few words. */
  readonly summary: string;
  /** Runs within a transaction that sets the version, too. */
  up(database: Database): void;
}
