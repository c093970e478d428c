import { accessSync, constants, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../../env/errors.js";

/**
 * Checks, before long work, that a result can be written afterwards.
 *
 * @param file undefined or `-` for standard output
 * @throws UserError if its folder is not there or not writable, or if it is a folder itself
 */
export function requireWritable(file: string | undefined): void {
  if (file === undefined || file === "-") return;
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new UserError(`can't write to ${file}: it is a folder; expected a file's name`);
  }
  const folder = dirname(resolve(file));
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new UserError(`can't write ${file}: the folder ${folder} is not there or not writable`);
  }
}

/** Writes a result to a file, or to standard output for `-`. */
export function writeOutput(file: string, content: string): void {
  if (file === "-") process.stdout.write(content);
  else writeFileSync(file, content);
}
