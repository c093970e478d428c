import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { OperatorStopError } from "./client/errors.js";

/**
 * The operator's STOP, over restarts. SerialEM tells of it once and forgets it when its client disconnects, so it is
 * written to the disk before anything else is done.
 */
export class StopLatch {
  #isSet: boolean;

  /** @param file absent: for this process alone */
  constructor(readonly file: string | undefined) {
    this.#isSet = file !== undefined && existsSync(file);
  }

  get isSet(): boolean {
    return this.#isSet;
  }

  set(stop: OperatorStopError): void {
    this.#isSet = true;
    if (this.file === undefined) return;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, `${JSON.stringify({ at: new Date().toISOString(), said: stop.message })}\n`, {
      flush: true,
    });
  }

  /** The operator has given the microscope back. */
  clear(): void {
    this.#isSet = false;
    if (this.file !== undefined) rmSync(this.file, { force: true });
  }
}
