import { UserError } from "../../../env/errors.js";
import type { FileStamp } from "../store/results-store.js";
import { findFiles, shareProblem } from "./find-files.js";
import { putAside } from "./rotated.js";
import { codeOf, type FoundFile, NoAnswerError, type Share } from "./share.js";

/** A file never rests: it is read after so many times the time that it should have rested for. */
const RESTLESS_TIMES = 15;
const MOST_BYTES = 1 << 30;

/** How files are looked at. */
export interface FilePollOptions {
  /** Absolute. */
  readonly patterns: readonly string[];
  readonly share: Share;
  readonly nowSeconds: () => number;
  readonly settleSeconds: number;
  readonly lastLineSeconds: number;
  /** Where it is kept how files were that may be put aside; undefined: these files are not. */
  readonly stamps: { get(path: string): FileStamp | undefined; set(path: string, stamp: FileStamp): void } | undefined;
  /** Takes a file's content. @throws UserError if it can't be read, as when it is half-written: it is tried again */
  readonly take: (path: string, bytes: Buffer, file: FileStamp, isFinal: boolean) => void;
}

/** What a look at the files came to. */
export interface Look {
  readonly files: number;
  /** Files that have to rest first. */
  readonly unsettled: number;
  /** What keeps files from being read; by what it is about. */
  readonly problems: ReadonlyMap<string, string>;
}

interface Watched {
  key: string;
  /** Since when the file is as it is, and since when it has not been read. */
  sinceSeconds: number;
  unreadSinceSeconds: number;
  readKey?: string;
  /** How it was when it could not be read, until when that is believed, and why. */
  failed?: { readonly key: string; readonly untilSeconds: number; readonly problem: string };
  isFinal: boolean;
  /** How it was when it was read. */
  stamp?: FileStamp;
}

/**
 * Looks at files again and again, since network shares tell of no changes, and reads those that changed once they rest. What
 * is not there any more is forgotten by nobody: only what is read counts.
 */
export class FilePoll {
  readonly #watched = new Map<string, Watched>();
  readonly #aside = new Set<string>();
  /** What was put aside and can't be read. */
  readonly #lost = new Set<string>();
  #problems = new Map<string, string>();
  #unsettled = 0;

  constructor(readonly options: FilePollOptions) {}

  /** One look. Never fails: what goes wrong is a problem, and is tried again. */
  async look(): Promise<Look> {
    this.#problems = new Map([...this.#lost].map((problem) => [problem, problem]));
    this.#unsettled = 0;
    const { share, patterns } = this.options;
    const { paths, problems } = await findFiles(share, patterns);
    problems.forEach((problem, i) => {
      this.#problems.set(`pattern ${i}`, problem);
    });
    const found = new Map<string, FoundFile>();
    for (const path of new Set([...paths, ...this.#aside])) await this.#stat(path, found);
    const oldestFirst = [...found].sort(([a, one], [b, other]) => one.modified - other.modified || (a < b ? -1 : 1));
    for (const [path, file] of oldestFirst) await this.#visit(path, file);
    if (this.options.stamps !== undefined && problems.length === 0) {
      for (const path of new Set([...paths, ...this.#watched.keys()])) await this.#lookAside(path, this.options.stamps);
    }
    return { files: found.size, unsettled: this.#unsettled, problems: this.#problems };
  }

  async #stat(path: string, found: Map<string, FoundFile>): Promise<void> {
    try {
      const file = await this.options.share.stat(path);
      if (file.isFile) found.set(path, file);
      else this.#problems.set(path, `${path}: no regular file`);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return;
      this.#problems.set(error instanceof NoAnswerError ? "answer" : path, shareProblem(error, path));
    }
  }

  /**
   * Finds what was put aside since a file was last read. The listing comes after the reading, so that nothing slips away
   * between them; how the file was is kept only when all that was put aside has been read too.
   */
  async #lookAside(path: string, stamps: NonNullable<FilePollOptions["stamps"]>): Promise<void> {
    const last = stamps.get(path);
    const stamp = this.#watched.get(path)?.stamp;
    if (this.#aside.has(path) || (last !== undefined && stamp !== undefined && keyOf(last) === keyOf(stamp))) return;
    if (last === undefined && stamp === undefined) return;
    try {
      const { paths, problems } = await putAside(this.options.share, path, last?.modified ?? Number.NEGATIVE_INFINITY);
      // What was put aside before the first look may be another session's.
      for (const problem of last === undefined ? [] : problems) {
        this.#lost.add(problem);
        this.#problems.set(problem, problem);
      }
      for (const aside of paths) this.#aside.add(aside);
      const unread = paths.filter((aside) => {
        const watched = this.#watched.get(aside);
        return watched?.readKey === undefined || watched.readKey !== watched.key;
      });
      if (unread.length > 0) this.#unsettled += unread.length;
      else if (stamp !== undefined) stamps.set(path, stamp);
    } catch (error) {
      this.#problems.set(path, shareProblem(error, path));
    }
  }

  async #visit(path: string, file: FoundFile): Promise<void> {
    const { nowSeconds, settleSeconds, lastLineSeconds, share } = this.options;
    const now = nowSeconds();
    const key = keyOf(file);
    const watched = this.#watched.get(path) ?? this.#fresh(key);
    this.#watched.set(path, watched);
    if (watched.key !== key) {
      if (watched.readKey === watched.key) watched.unreadSinceSeconds = now;
      watched.key = key;
      watched.sinceSeconds = now;
    }
    const rested = now - watched.sinceSeconds;
    const isRestless = now - watched.unreadSinceSeconds >= RESTLESS_TIMES * settleSeconds;
    if (watched.readKey === key && (watched.isFinal || rested < lastLineSeconds)) return;
    if (rested < settleSeconds && !isRestless) {
      this.#unsettled++;
      return;
    }
    const { failed } = watched;
    if (failed?.key === key && now < failed.untilSeconds) {
      this.#problems.set(path, failed.problem);
      return;
    }
    if (file.size > MOST_BYTES) {
      this.#problems.set(path, `${path}: ${file.size} bytes; expected at most ${MOST_BYTES}`);
      return;
    }
    try {
      const { bytes, after } = await share.read(path);
      const isSame = keyOf(after) === key;
      if (!isSame && !isRestless) {
        this.#unsettled++;
        return;
      }
      const isFinal = isSame && rested >= lastLineSeconds;
      this.options.take(path, bytes, file, isFinal);
      watched.readKey = key;
      watched.isFinal = isFinal;
      watched.stamp = file;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return;
      const problem = error instanceof UserError ? error.message : shareProblem(error, path);
      this.#problems.set(error instanceof NoAnswerError ? "answer" : path, problem);
      // What is no result will be none in ten seconds either; a network share may yet show another content.
      if (error instanceof UserError) watched.failed = { key, untilSeconds: now + lastLineSeconds, problem };
    }
  }

  #fresh(key: string): Watched {
    const now = this.options.nowSeconds();
    return { key, sinceSeconds: now, unreadSinceSeconds: now, isFinal: false };
  }
}

function keyOf({ inode, size, modified }: FileStamp): string {
  return `${inode} ${size} ${modified}`;
}
