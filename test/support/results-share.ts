import { basename, dirname } from "node:path";
import type { FoundFile, Share } from "../../server/results/files/share.js";

interface Made {
  bytes: Buffer;
  inode: number;
  modified: number;
}

/** A network share in memory, whose files and faults a test makes. Paths are absolute. */
export class MadeShare implements Share {
  readonly files = new Map<string, Made>();
  /** Folders that are there without files. */
  readonly folders = new Set<string>();
  /** Thrown by every operation, as a share does that is gone. */
  fault: string | undefined;
  /** No operation ends while it holds. */
  hangs = false;
  reads = 0;
  /** The share's clock, milliseconds. */
  now = 1_000_000;
  #inodes = 0;

  /** Writes a file anew, as another one that takes its name unless `inPlace`. */
  write(path: string, text: string | Buffer, { inPlace = false } = {}): void {
    const known = this.files.get(path);
    const inode = inPlace && known !== undefined ? known.inode : ++this.#inodes;
    this.files.set(path, { bytes: Buffer.from(text), inode, modified: this.now });
  }

  append(path: string, text: string): void {
    const known = this.files.get(path)!;
    this.files.set(path, { ...known, bytes: Buffer.concat([known.bytes, Buffer.from(text)]), modified: this.now });
  }

  rename(from: string, to: string): void {
    this.files.set(to, this.files.get(from)!);
    this.files.delete(from);
  }

  async list(folder: string): Promise<readonly string[]> {
    await this.#answer();
    const paths = [...this.files.keys(), ...this.folders];
    if (!paths.some((path) => path.startsWith(`${folder}/`)) && !this.folders.has(folder)) throw failure("ENOENT");
    const inside = paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
    return [...new Set(inside.map((path) => path.split("/")[0]!))];
  }

  async stat(path: string): Promise<FoundFile> {
    await this.#answer();
    return this.#stat(path);
  }

  async read(path: string): Promise<{ bytes: Buffer; after: FoundFile }> {
    await this.#answer();
    this.reads++;
    const after = this.#stat(path);
    return { bytes: this.files.get(path)!.bytes, after };
  }

  #stat(path: string): FoundFile {
    const file = this.files.get(path);
    if (file === undefined) {
      if ([...this.files.keys()].some((other) => dirname(other) === path)) {
        return { isFile: false, inode: basename(path), size: 0, modified: 0 };
      }
      throw failure("ENOENT");
    }
    return { isFile: true, inode: `${file.inode}`, size: file.bytes.length, modified: file.modified };
  }

  async #answer(): Promise<void> {
    if (this.hangs) await new Promise(() => {});
    if (this.fault !== undefined) throw failure(this.fault);
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
