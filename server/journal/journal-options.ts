import type { Database } from "better-sqlite3";
import type { Logger } from "pino";
import type { OpenFileOptions } from "./file/open-database.js";

export interface JournalOptions extends OpenFileOptions {
  /** UTC milliseconds. */
  readonly now: () => number;
  readonly log?: Logger;
  /** Has the commit of a group done later. Default: `setImmediate`. */
  readonly schedule?: (flush: () => void) => void;
  /** For tests: is given the connection when it is open. */
  readonly connected?: (database: Database) => void;
}
