import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../env/errors.js";

/** One exposure that was physically made. */
export interface LedgerEntry {
  readonly shotId: string;
  readonly target: string;
  readonly startedAtSeconds: number;
  readonly endedAtSeconds: number;
  /** Null if the CTF fit will fail. */
  readonly ctfResolutionAngstrom: number | null;
  /** What else the pipeline will measure; absent is not measured. */
  readonly iceThicknessNanometers?: number;
  readonly particleCount?: number;
  readonly completedTilts?: number;
  /** The exposure failed although its CTF fit will not. */
  readonly failed?: boolean;
}

/**
 * What the simulated microscope really did, in a folder of its own: `ledger.jsonl`, a line an exposure, and one
 * small file per exposure under `movies/`, named by its shot id. The only truth that tests go by.
 */
export class Ledger {
  readonly #file: string;
  readonly #movies: string;
  #length = 0;

  /** @throws UserError if the folder is not empty */
  constructor(folder: string) {
    this.#movies = join(folder, "movies");
    this.#file = join(folder, "ledger.jsonl");
    if (existsSync(folder) && readdirSync(folder).length > 0) {
      throw new UserError(`${folder} is not empty; a microscope's ledger needs a new folder, or remove this one`);
    }
    mkdirSync(this.#movies, { recursive: true });
  }

  /** Exposures made so far. */
  get length(): number {
    return this.#length;
  }

  movieFile(shotId: string): string {
    return join(this.#movies, `${shotId}.json`);
  }

  has(shotId: string): boolean {
    return existsSync(this.movieFile(shotId));
  }

  add(entry: LedgerEntry): void {
    this.#length++;
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
    writeFileSync(this.movieFile(entry.shotId), `${JSON.stringify(entry)}\n`);
  }
}

/** All exposures of a ledger's folder, in order. */
export function readLedger(folder: string): LedgerEntry[] {
  const file = join(folder, "ledger.jsonl");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as LedgerEntry);
}
