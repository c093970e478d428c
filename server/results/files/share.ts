import { open, readdir, stat } from "node:fs/promises";
import type { FileStamp } from "../store/results-store.js";

/** A file as a share tells of it. */
export interface FoundFile extends FileStamp {
  readonly isFile: boolean;
}

/** The file operations that results need; on a network any of them may fail, or give no answer. */
export interface Share {
  /** Names in a folder. */
  list(folder: string): Promise<readonly string[]>;
  stat(path: string): Promise<FoundFile>;
  /** All bytes, and how the file was after they were read. */
  read(path: string): Promise<{ readonly bytes: Buffer; readonly after: FoundFile }>;
}

/** Files as this machine sees them. */
export const nodeShare: Share = {
  list: (folder) => readdir(folder),
  stat: async (path) => found(await stat(path, { bigint: true })),
  async read(path) {
    // Opening anew makes a network share ask its server instead of its cache.
    const file = await open(path, "r");
    try {
      const bytes = await file.readFile();
      return { bytes, after: found(await file.stat({ bigint: true })) };
    } finally {
      await file.close();
    }
  },
};

interface BigStat {
  isFile(): boolean;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
}

function found(stat: BigStat): FoundFile {
  const { ino, size, mtimeNs } = stat;
  return { isFile: stat.isFile(), inode: `${ino}`, size: Number(size), modified: Number(mtimeNs) / 1e6 };
}

/** A share that has given no answer in time. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

/** Lets nobody wait for a share that is gone: while an operation hangs, others fail at once, so that threads are left. */
export class PatientShare implements Share {
  #hanging: Promise<unknown> | undefined;

  /** @param seconds how long an answer may take */
  constructor(
    readonly share: Share,
    readonly seconds: number,
  ) {}

  list(folder: string): Promise<readonly string[]> {
    return this.#within(() => this.share.list(folder));
  }

  stat(path: string): Promise<FoundFile> {
    return this.#within(() => this.share.stat(path));
  }

  read(path: string): ReturnType<Share["read"]> {
    return this.#within(() => this.share.read(path));
  }

  async #within<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#hanging !== undefined) throw new NoAnswerError(`no answer for more than ${this.seconds} s`);
    const answer = operation();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#hanging = answer;
        const answered = () => {
          this.#hanging = undefined;
        };
        answer.then(answered, answered);
        reject(new NoAnswerError(`no answer within ${this.seconds} s`));
      }, this.seconds * 1000);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The code of a file operation's error, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}
