import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { UsedFolder } from "../instrument.js";
import { type Finding, fine, problem, warning } from "./doctor-check.js";

const GIBIBYTE = 2 ** 30;

export interface FolderOptions {
  /** The driver makes it if it is not there. */
  readonly isMade?: boolean;
  /** Less free space than this is worth a warning, gibibytes. Default: as what is needed at least. */
  readonly warnBelowGibibytes?: number;
}

/** What is wrong with a folder: that it is there, may be used, and has space. @param leastGibibytes that has to be free */
export function folderFindings(
  { path, what, needsWriting }: UsedFolder,
  leastGibibytes: number,
  { isMade = false, warnBelowGibibytes = leastGibibytes }: FolderOptions = {},
): Finding[] {
  let folder = path;
  while (isMade && !existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  if (!existsSync(folder)) {
    return [
      problem(
        `there is no folder ${path} (${what})`,
        "Make it, or mount the share; check its name in the configuration.",
      ),
    ];
  }
  if (!statSync(folder).isDirectory()) return [problem(`${folder} (${what}) is no folder`, "Name a folder.")];
  try {
    accessSync(folder, needsWriting ? constants.R_OK | constants.W_OK : constants.R_OK);
  } catch (error) {
    const may = needsWriting ? "read and write" : "read";
    const advice = `Let the user that runs the driver ${may} it.`;
    return [problem(`${folder} (${what}) can't be used: ${(error as Error).message}`, advice)];
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = (bavail * bsize) / GIBIBYTE;
  const space = `${path} (${what}) has ${free.toFixed(free < 10 ? 1 : 0)} GiB free`;
  if (free < leastGibibytes) return [problem(space, `Make space: at least ${leastGibibytes} GiB are needed.`)];
  if (free < warnBelowGibibytes)
    return [warning(space, `Make space: ${warnBelowGibibytes} GiB are good for a session.`)];
  return [fine(space)];
}
