import { dirname, join, parse, sep } from "node:path";
import { codeOf, NoAnswerError, type Share } from "./share.js";

/** Which files there are, or why nobody knows. */
export interface FoundPaths {
  readonly paths: readonly string[];
  /** What keeps a pattern from being looked for. */
  readonly problems: readonly string[];
}

const MOST_FILES = 200_000;

/**
 * The files that patterns name, in their order; `*` and `?` stand for characters of one name. A path without them is there
 * even if its file is not.
 *
 * @param patterns absolute
 */
export async function findFiles(share: Share, patterns: readonly string[]): Promise<FoundPaths> {
  const paths = new Set<string>();
  const problems: string[] = [];
  for (const pattern of patterns) {
    try {
      for (const path of await expand(share, pattern)) paths.add(path);
    } catch (error) {
      problems.push(shareProblem(error, pattern));
    }
  }
  return { paths: [...paths], problems };
}

async function expand(share: Share, pattern: string): Promise<readonly string[]> {
  const { root } = parse(pattern);
  const segments = pattern
    .slice(root.length)
    .split(/[\\/]/)
    .filter((segment) => segment !== "");
  const first = segments.findIndex(isPattern);
  if (first === -1) {
    await share.list(dirname(pattern));
    return [pattern];
  }
  let folders = [root + segments.slice(0, first).join(sep)];
  for (let i = first; i < segments.length; i++) {
    const segment = segments[i]!;
    const next: string[] = [];
    for (const folder of folders) {
      if (!isPattern(segment)) next.push(join(folder, segment));
      else next.push(...(await matching(share, folder, segment, i === first)));
      if (next.length > MOST_FILES) throw new Error(`more than ${MOST_FILES} files; name fewer`);
    }
    folders = next;
  }
  return folders;
}

async function matching(share: Share, folder: string, segment: string, mustExist: boolean): Promise<string[]> {
  const pattern = new RegExp(`^${[...segment].map(regexOf).join("")}$`, "s");
  let names: readonly string[];
  try {
    names = await share.list(folder);
  } catch (error) {
    // Below a pattern, folders may come and go, and files stand beside them.
    if (!mustExist && ["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "")) return [];
    throw error;
  }
  const isHidden = segment.startsWith(".");
  return names
    .filter((name) => pattern.test(name) && (isHidden || !name.startsWith(".")))
    .sort()
    .map((name) => join(folder, name));
}

function isPattern(segment: string): boolean {
  return /[*?]/.test(segment);
}

function regexOf(character: string): string {
  if (character === "*") return ".*";
  return character === "?" ? "." : character.replace(/[.+^${}()|[\]\\]/g, "\\$&");
}

const codes: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder; is its share mounted? What was read of it stays",
  EACCES: "access is denied; let this process's user read it",
  EPERM: "access is denied; let this process's user read it",
  ESTALE: "the share's handle is stale; it is tried again",
  EIO: "the share fails (EIO); it is tried again",
  ENOTCONN: "the share is not connected; it is tried again",
  EHOSTDOWN: "the share's server is down; it is tried again",
  EHOSTUNREACH: "the share's server can't be reached; it is tried again",
  ETIMEDOUT: "the share gives no answer; it is tried again",
  ENOTDIR: "a part of the path is no folder",
};

/** What is wrong with a path, in a sentence. */
export function shareProblem(error: unknown, path: string): string {
  if (error instanceof NoAnswerError) return `${path}: the share gives ${error.message}; it is tried again`;
  return `${path}: ${codes[codeOf(error) ?? ""] ?? (error as Error).message}`;
}
