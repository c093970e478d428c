import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "mocha";
import { dataFolders } from "../../env/scenario/data-folders.js";

/** The real session's table, inside a data folder. */
export const SESSION_TABLE = join("cryorl-y1", "train.csv");

/** The data folder in which the real session's table is, or undefined if it is not at hand. */
export function sessionDataFolder(): string | undefined {
  return dataFolders().find((folder) => existsSync(join(folder, SESSION_TABLE)));
}

/**
 * The data folder, or the end of the test: without the table it counts as pending, and the reason is printed.
 *
 * @example const folder = requireSessionData(this);
 */
export function requireSessionData(test: Context): string {
  const folder = sessionDataFolder();
  if (folder !== undefined) return folder;
  console.log(`      no session data: no ${SESSION_TABLE} in ${dataFolders().join(", ")} (set CRYOGYM_DATA)`);
  return test.skip();
}
