import { closeSync, openSync, readdirSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../env/errors.js";
import { encodeFileVersion, encodeScalars, encodeSessionStart } from "./event-message.js";
import { type MetricLog, type MetricLogOptions, requireStep } from "./metric-log.js";
import { tfRecord } from "./tf-record.js";

const PREFIX = "events.out.tfevents.";

/**
 * Metrics for TensorBoard: an event file `events.out.tfevents.SECONDS.HOST` in the folder of a run, each metric a
 * scalar by its name (what is before a `/` is its group). NaN and infinities are written as such.
 *
 * A run that goes on begins a further file, which says from which step on it replaces the earlier ones. Files are read
 * in the order of their names, so a new one is named a second later than the last, however the clock stands.
 *
 * @example
 * const log = EventFileLog.open("runs/first", { clock: () => Date.now() / 1000 });
 * log.write(2048, { "loss/policy": -0.01 });
 * log.close(); // then: tensorboard --logdir runs
 */
export class EventFileLog implements MetricLog {
  readonly #handle: number;
  readonly #clock: () => number;

  private constructor(handle: number, clock: () => number) {
    this.#handle = handle;
    this.#clock = clock;
  }

  /**
   * Begins a file in a folder that is there.
   *
   * @param host part of the file's name
   * @throws UserError if the folder of a new run holds event files
   */
  static open(
    folder: string,
    { clock, resumeStep, host = hostname() }: MetricLogOptions & { readonly host?: string },
  ): EventFileLog {
    const earlier = readdirSync(folder).filter((name) => name.startsWith(PREFIX));
    if (resumeStep !== undefined) requireStep(resumeStep);
    else if (earlier.length > 0) {
      throw new UserError(`${folder} holds event files of a run already: resume that run, or give another folder`);
    }
    const seconds = Math.max(Math.floor(clock()), ...earlier.map((name) => secondsOf(name) + 1));
    const name = `${PREFIX}${String(seconds).padStart(10, "0")}.${host}`;
    const log = new EventFileLog(openSync(join(folder, name), "wx"), clock);
    log.#append(encodeFileVersion(clock()));
    if (resumeStep !== undefined) log.#append(encodeSessionStart(clock(), resumeStep + 1));
    return log;
  }

  /** @throws RangeError if the step is none */
  write(step: number, metrics: Readonly<Record<string, number>>): void {
    requireStep(step);
    this.#append(encodeScalars(this.#clock(), step, metrics));
  }

  close(): void {
    closeSync(this.#handle);
  }

  #append(message: Uint8Array): void {
    writeSync(this.#handle, tfRecord(message));
  }
}

function secondsOf(name: string): number {
  const seconds = Number.parseInt(name.slice(PREFIX.length), 10);
  return Number.isNaN(seconds) ? 0 : seconds;
}
