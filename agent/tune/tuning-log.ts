import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../../env/errors.js";

const recordSchema = z.strictObject({
  schemaVersion: z.literal(1),
  scenario: z.string(),
  /** Of the scenario's files. */
  digest: z.string(),
  budgetMinutes: z.number(),
  /** A policy with its parameters, as on the command line. */
  policy: z.string(),
  seed: z.number(),
  episode: z.number(),
  /** By the scenario's objective. */
  return: z.number(),
  /** That no policy can exceed. */
  bound: z.number(),
  /** Of cryogym. */
  version: z.string(),
});

/** What came of one episode of one setting: a line of the log. */
export type TuningRecord = z.output<typeof recordSchema>;

/** What tells records apart. */
export type EpisodeKey = Omit<TuningRecord, "return" | "bound">;

/**
 * The finished episodes of a tuning run, in a JSON Lines file if one is named, so that an interrupted run goes on where
 * it was. A last line that was not written to its end is dropped.
 *
 * @example new TuningLog("tune.jsonl").find(key) ?? log.add({ ...key, return: run(), bound })
 */
export class TuningLog {
  readonly #records = new Map<string, TuningRecord>();
  readonly #file: string | undefined;

  /** @throws UserError if the file holds something else, with the line */
  constructor(file?: string) {
    this.#file = file;
    if (file === undefined || !existsSync(file)) return;
    const bytes = readFileSync(file);
    const whole = bytes.lastIndexOf("\n") + 1;
    if (whole < bytes.length) truncateSync(file, whole);
    const lines = bytes.subarray(0, whole).toString("utf8").split("\n");
    lines.forEach((line, i) => {
      if (line.trim() === "") return;
      const record = parse(line);
      if (record === undefined) {
        throw new UserError(
          `${file}:${i + 1}: not a finished episode of cryogym tune; give --log another file, or remove this one`,
        );
      }
      this.#records.set(keyOf(record), record);
    });
  }

  find(key: EpisodeKey): TuningRecord | undefined {
    return this.#records.get(keyOf(key));
  }

  add(record: TuningRecord): TuningRecord {
    this.#records.set(keyOf(record), record);
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(record)}\n`);
    return record;
  }
}

function keyOf({ scenario, digest, budgetMinutes, policy, seed, episode, version }: EpisodeKey): string {
  return [scenario, digest, budgetMinutes, policy, seed, episode, version].join("\n");
}

function parse(line: string): TuningRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
