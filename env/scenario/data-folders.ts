import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../errors.js";
import { packageRoot } from "../package-root.js";

/**
 * Folders in which tables are looked for: `--data`, `CRYOGYM_DATA`, then `data/`.
 *
 * @throws UserError if the one given is not there: a misspelt folder must not turn real data into generated
 */
export function dataFolders(given?: string): string[] {
  if (given !== undefined && !existsSync(given)) throw new UserError(`there is no data folder ${resolve(given)}`);
  const folders = [given, process.env.CRYOGYM_DATA, join(packageRoot, "data")];
  return folders.filter((folder) => folder !== undefined && folder !== "").map((folder) => resolve(folder!));
}
