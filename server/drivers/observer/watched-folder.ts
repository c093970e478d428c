import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Folders within folders deeper than this are not looked into. */
const MOST_DEPTH = 12;

/** A folder is not there, or can't be read, now: nothing follows from that. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** A file that was the same at two looks, one after the other. */
export interface SettledFile {
  readonly path: string;
  /** Below the folder, with '/'. */
  readonly name: string;
  readonly modifiedMilliseconds: number;
}

interface Seen {
  readonly version: string;
  readonly isHandled: boolean;
}

/**
 * Looks for files again and again, since network shares do not tell of changes. A file that is being written, or comes
 * piece by piece, is passed over until it was the same twice. What is gone is not told of: a share may be away.
 */
export class WatchedFolder {
  readonly #seen = new Map<string, Seen>();

  /**
   * @param accepts names below the root, with '/'
   * @param skips names that need no look any more
   */
  constructor(
    readonly root: string,
    readonly accepts: (name: string) => boolean,
    readonly skips: (name: string) => boolean = () => false,
    readonly mostDepth = MOST_DEPTH,
  ) {}

  /** Files that have settled since they were last told of. @throws UnreachableError */
  async poll(): Promise<SettledFile[]> {
    const names = await this.#names();
    if (names.length === 0 && this.#seen.size > 0)
      throw new UnreachableError(`${this.root} is empty, and held ${this.#seen.size} files before`);
    const settled: SettledFile[] = [];
    for (const name of names) {
      if (!this.accepts(name) || this.skips(name)) continue;
      const path = join(this.root, name);
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) continue;
      const version = `${found.size} ${found.mtimeMs}`;
      const before = this.#seen.get(name);
      const isSame = before?.version === version;
      if (isSame && !before.isHandled) settled.push({ path, name, modifiedMilliseconds: found.mtimeMs });
      if (!isSame) this.#seen.set(name, { version, isHandled: false });
    }
    return settled;
  }

  /** A file was read: it is told of again only when it has changed. */
  handled(name: string): void {
    const seen = this.#seen.get(name);
    if (seen !== undefined) this.#seen.set(name, { ...seen, isHandled: true });
  }

  /** Whether a file was seen that was not read since it has changed. */
  isPending(name: string): boolean {
    return this.#seen.get(name)?.isHandled === false;
  }

  /** Whether a file of that name was ever there. */
  has(name: string): boolean {
    return this.#seen.has(name);
  }

  async #names(): Promise<string[]> {
    const names: string[] = [];
    const look = async (folder: string, depth: number): Promise<void> => {
      const entries = await readdir(join(this.root, folder), { withFileTypes: true }).catch((error: Error) => {
        if (folder === "") throw new UnreachableError(`${this.root} can't be read: ${error.message}`);
        return [];
      });
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory() && depth < this.mostDepth) await look(name, depth + 1);
        else if (entry.isFile()) names.push(name);
      }
    };
    await look("", 0);
    return names;
  }
}
