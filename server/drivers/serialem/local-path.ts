import { join } from "node:path";

/**
 * Where this machine has a file of SerialEM's computer: the longest of the folders that it lies in counts. Windows does
 * not tell capital letters from small ones.
 *
 * @param paths Windows folders, and where they are here
 * @returns undefined if it lies in none of them
 * @example localPath("X:\\frames\\a.mrc", { "X:\\": "/mnt/scope" }); // /mnt/scope/frames/a.mrc
 */
export function localPath(windowsPath: string, paths: Readonly<Record<string, string>>): string | undefined {
  const whole = plain(windowsPath);
  const folders = Object.entries(paths)
    .map(([windows, local]) => ({ folder: plain(windows).replace(/\\$/, ""), local }))
    .filter(({ folder }) => whole.toLowerCase().startsWith(`${folder.toLowerCase()}\\`))
    .sort((a, b) => b.folder.length - a.folder.length);
  const [best] = folders;
  if (best === undefined) return undefined;
  const parts = whole.slice(best.folder.length + 1).split("\\");
  return parts.includes("..") ? undefined : join(best.local, ...parts);
}

function plain(path: string): string {
  return path.replaceAll("/", "\\");
}
