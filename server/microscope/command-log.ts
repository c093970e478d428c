import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One line that a client sent. */
export interface LoggedCommand {
  /** Wall-clock time, milliseconds since 1970 UTC. */
  readonly atUnixMilliseconds: number;
  /** The microscope's clock. */
  readonly atSeconds: number;
  /** Counts the connections. */
  readonly client: number;
  /** Length of the line. */
  readonly bytes: number;
  /** Exposures made so far. */
  readonly exposures: number;
  /** The name of the command; empty if it is none. */
  readonly command: string;
  /** The line as it came. */
  readonly line: string;
}

const FILE = "commands.jsonl";

/**
 * All that clients ever sent to a simulated microscope, whatever came of it, in `commands.jsonl` of its folder. Tests see
 * by it what a driver did not send.
 */
export class CommandLog {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, FILE);
  }

  add(command: LoggedCommand): void {
    appendFileSync(this.#file, `${JSON.stringify(command)}\n`);
  }
}

/** All lines of a microscope's command log, in order. */
export function readCommandLog(folder: string): LoggedCommand[] {
  const file = join(folder, FILE);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as LoggedCommand);
}
