import { basename, dirname, extname, join } from "node:path";
import type { FileStamp } from "../store/results-store.js";
import { codeOf, type Share } from "./share.js";

/** Files that were put aside. */
export interface PutAside {
  readonly paths: readonly string[];
  /** Those that can't be read. */
  readonly problems: readonly string[];
}

/**
 * Where the lines of a file are that was put aside and begun anew since it was last read: its neighbours of similar name
 * (`a.csv.1`, `a.csv-20260101`, `a-20260101.csv`) that were written since. Whether it was renamed, or copied and cut off,
 * makes no difference.
 */
export async function putAside(share: Share, path: string, last: FileStamp): Promise<PutAside> {
  const [name, folder] = [basename(path), dirname(path)];
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  const paths: string[] = [];
  const problems: string[] = [];
  for (const other of await share.list(folder)) {
    const isLike = other.startsWith(name) || (other.startsWith(stem) && other.endsWith(extension));
    if (other === name || !isLike || !/^[.\-_~][\w.\-~]*$/.test(other.slice(stem.length))) continue;
    const at = join(folder, other);
    try {
      const { isFile, modified } = await share.stat(at);
      if (!isFile || modified < last.modified) continue;
      if (/\.(gz|bz2|xz|zst|zip)$/.test(other))
        problems.push(`${at}: compressed, so its lines can't be read; put files aside uncompressed`);
      else paths.push(at);
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
    }
  }
  return { paths, problems };
}

/** Whether a file is another one than before, or shorter. @param now undefined: it is not there */
export function isBegunAnew(last: FileStamp, now: FileStamp | undefined): boolean {
  return now === undefined || now.inode !== last.inode || now.size < last.size;
}
