import { basename, dirname, extname, join } from "node:path";
import { codeOf, type Share } from "./share.js";

/** Files that were put aside. */
export interface PutAside {
  readonly paths: readonly string[];
  /** Those that can't be read. */
  readonly problems: readonly string[];
}

/**
 * Where lines of a file may be that was put aside and begun anew since it was last read: its neighbours of similar name
 * (`a.csv.1`, `a.csv.old`, `a.csv-20260101`, `a-20260101.csv`) that were written since. Whether it was renamed, or copied and
 * cut off, and how much it has grown again, makes no difference.
 *
 * @param sinceModified by the share's clock, milliseconds since 1970
 */
export async function putAside(share: Share, path: string, sinceModified: number): Promise<PutAside> {
  const [name, folder] = [basename(path), dirname(path)];
  const extension = extname(name);
  const paths: string[] = [];
  const problems: string[] = [];
  for (const other of await share.list(folder)) {
    if (other === name || !isAside(other, name, extension)) continue;
    const at = join(folder, other);
    try {
      const { isFile, modified } = await share.stat(at);
      if (!isFile || modified < sinceModified) continue;
      if (/\.(gz|bz2|xz|zst|zip)$/.test(other))
        problems.push(`${at}: compressed, so its lines can't be read; put files aside uncompressed`);
      else paths.push(at);
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
    }
  }
  return { paths, problems };
}

function isAside(other: string, name: string, extension: string): boolean {
  if (other.startsWith(name)) return /^[.\-_~][\w.\-~]*$/.test(other.slice(name.length));
  const stem = name.slice(0, name.length - extension.length);
  if (!other.startsWith(stem) || !other.endsWith(extension)) return false;
  return /^[.\-_][\d\-_.T]+$/.test(other.slice(stem.length, other.length - extension.length));
}
