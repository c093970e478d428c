import { realpathSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";

/** Whether a path, as it is written, lies in one of these folders; all absolute. */
export function liesIn(folders: readonly string[], path: string): boolean {
  return folders.some((folder) => {
    const way = relative(folder, path);
    return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  });
}

/** Whether a file lies in one of these folders when all links are followed. What is not there doesn't. */
export function reallyLiesIn(folders: readonly string[], file: string): boolean {
  const real = realPath(file);
  if (real === undefined) return false;
  return liesIn(
    folders.map(realPath).filter((folder) => folder !== undefined),
    real,
  );
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
