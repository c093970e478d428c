import type { Logger } from "pino";
import { LocatedError } from "../../../env/errors.js";
import type { SettledFile, WatchedFolder } from "./watched-folder.js";

/** A file that can't be read is said so again after this long, as it may never change. */
const SAY_AGAIN_MILLISECONDS = 600_000;

/**
 * Reads settled files. One that is wrong is said with the place in it, once and then every ten minutes, and read again
 * when it has changed; one that can't be opened now is tried again at the next look.
 */
export class SettledReader {
  readonly #wrong = new Map<string, { readonly problem: string; saidAt: number }>();

  constructor(
    readonly log: Logger,
    readonly now: () => number,
  ) {}

  /** @returns what was read of each file that could be */
  async read<T>(folder: WatchedFolder, files: readonly SettledFile[], read: (file: SettledFile) => Promise<T>) {
    const good: { readonly file: SettledFile; readonly content: T }[] = [];
    for (const file of files) {
      try {
        good.push({ file, content: await read(file) });
        this.#wrong.delete(file.path);
        folder.handled(file.name);
      } catch (error) {
        if (error instanceof LocatedError) folder.handled(file.name);
        this.#say(file.path, (error as Error).message);
      }
    }
    this.#sayAgain();
    return good;
  }

  #say(path: string, problem: string): void {
    if (this.#wrong.get(path)?.problem === problem) return;
    this.#wrong.set(path, { problem, saidAt: this.now() });
    this.log.warn({ file: path, problem }, "a file can't be read; it is looked at again when it changes");
  }

  #sayAgain(): void {
    for (const [file, wrong] of this.#wrong) {
      if (this.now() - wrong.saidAt < SAY_AGAIN_MILLISECONDS) continue;
      wrong.saidAt = this.now();
      this.log.warn({ file, problem: wrong.problem }, "a file still can't be read");
    }
  }
}
