import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Evidence } from "../instrument.js";

/**
 * Looks for a shot's movie. A mdoc file beside a movie says whose it is; without one the name has to be the shot's, with
 * the numbers that SerialEM adds.
 */
export function movieEvidence(folder: string | undefined, shotId: string): Evidence {
  if (folder === undefined || !existsSync(folder)) return "unreachable";
  try {
    const names = new Set(readdirSync(folder));
    for (const name of names) {
      if (!name.startsWith(shotId) || name.endsWith(".mdoc")) continue;
      const said = names.has(`${name}.mdoc`) ? shotOf(readFileSync(join(folder, `${name}.mdoc`), "utf8")) : undefined;
      if (said === undefined ? isNamed(name, shotId) : said === shotId) return "done";
    }
    return "absent";
  } catch {
    // A share that went away while it was read.
    return "unreachable";
  }
}

function shotOf(mdoc: string): string | undefined {
  return mdoc.match(/^ShotId *= *(.*?)\r?$/m)?.[1];
}

/** Whether a name is the shot's, with one number that counts movies. */
function isNamed(name: string, shotId: string): boolean {
  return /^(_\d+)?\.[A-Za-z]+$/.test(name.slice(shotId.length));
}
