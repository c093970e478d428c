import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { UserError } from "../../../env/errors.js";
import { type MetricLog, type MetricLogOptions, requireStep } from "./metric-log.js";

/** Names that each line has anyway. */
const reserved = ["step", "wallTimeSeconds"];

/**
 * Metrics in a file as JSON Lines: `{"step":2048,"wallTimeSeconds":1.7e9,"loss/policy":-0.01}`. JSON has neither NaN
 * nor infinity: `null` stands for both.
 *
 * @example
 * const log = JsonLinesLog.open("runs/first/metrics.jsonl", { clock: () => Date.now() / 1000, resumeStep: 4096 });
 * log.write(6144, { "rollout/return": 91 });
 * log.close();
 */
export class JsonLinesLog implements MetricLog {
  readonly #handle: number;
  readonly #clock: () => number;

  private constructor(handle: number, clock: () => number) {
    this.#handle = handle;
    this.#clock = clock;
  }

  /**
   * Opens the file of a new run, or with `resumeStep` that of an interrupted one: lines of later steps and what an
   * interruption left of a last line are taken away, all at once, so that the file is never without the others.
   *
   * @throws UserError if the file of a new run holds something; or, with file and line, if something else stands there
   */
  static open(file: string, { clock, resumeStep }: MetricLogOptions): JsonLinesLog {
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    if (resumeStep !== undefined) {
      requireStep(resumeStep);
      const kept = linesUpTo(resumeStep, text, file);
      if (kept !== text) replace(file, kept);
    } else if (text !== "") {
      throw new UserError(`${file} holds metrics of a run already: resume that run, or give another folder`);
    }
    return new JsonLinesLog(openSync(file, "a"), clock);
  }

  /** @throws RangeError if the step is none; Error if a metric has the name of what each line has anyway */
  write(step: number, metrics: Readonly<Record<string, number>>): void {
    requireStep(step);
    const taken = reserved.find((name) => Object.hasOwn(metrics, name));
    if (taken !== undefined) throw new Error(`a metric can't be named '${taken}': each line has that already`);
    const line = { step, wallTimeSeconds: this.#clock(), ...metrics };
    writeSync(this.#handle, `${JSON.stringify(line)}\n`);
  }

  close(): void {
    closeSync(this.#handle);
  }
}

function linesUpTo(last: number, text: string, file: string): string {
  const lines = text.split("\n");
  // What follows the last line break is nothing, or a line torn by an interruption.
  lines.pop();
  const kept = lines.filter((line, i) => stepOf(line, `${file}:${i + 1}`) <= last);
  return kept.map((line) => `${line}\n`).join("");
}

function stepOf(line: string, place: string): number {
  let value: { readonly step?: unknown } | null | undefined;
  try {
    value = JSON.parse(line) as typeof value;
  } catch {
    // Told below.
  }
  if (typeof value?.step === "number") return value.step;
  throw new UserError(`${place}: expected metrics of one step, as training writes them; give another folder`);
}

/** On disk before it takes the other's place, so that whenever the power fails one of the two is there. */
function replace(file: string, content: string): void {
  const part = `${file}.part`;
  const handle = openSync(part, "w");
  writeFileSync(handle, content);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(part, file);
}
