import { UserError } from "../../../env/errors.js";

const claimed = new Set<string>();

/**
 * Makes a file this process's own until it is given back. It must not be opened twice in a process: when one file
 * descriptor closes, POSIX drops the locks of them all.
 *
 * @returns a function that gives it back
 * @throws UserError if this process has it
 */
export function claim(file: string): () => void {
  if (claimed.has(file)) throw new UserError(`this process has the journal '${file}' open already; expected it once`);
  claimed.add(file);
  return () => claimed.delete(file);
}
