import { closeSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { Database } from "better-sqlite3";
import { sync } from "./sync.js";

/** Writes a whole copy of an open database: it is there when it is complete and on the disk. No transaction may be open. */
export function copyDatabase(database: Database, to: string): void {
  const partial = `${to}.part`;
  rmSync(partial, { force: true });
  closeSync(openSync(partial, "wx", 0o600));
  try {
    database.prepare("VACUUM INTO ?").run(partial);
    sync(partial);
    renameSync(partial, to);
  } finally {
    rmSync(partial, { force: true });
  }
  sync(dirname(to));
}
