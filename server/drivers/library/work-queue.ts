import { StoppedError } from "./driver-context.js";
import { HaltedError } from "./gate.js";

/** One piece of work at a time, in order; the first that fails is the driver's failure. */
export class WorkQueue {
  #last: Promise<void> = Promise.resolve();
  #failure: unknown;

  /** @param failed hears of the failure */
  constructor(readonly failed: () => void) {}

  /** What the driver fails by; from then on it stops. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Settles when all that was asked for so far is done. */
  get done(): Promise<void> {
    return this.#last;
  }

  /** Has a task done in its turn. That a halt or the driver's end cut it short is no failure. */
  do(task: () => Promise<void>): void {
    this.#last = this.#last.then(task).catch((error: unknown) => {
      if (!(error instanceof HaltedError || error instanceof StoppedError)) this.fail(error);
    });
  }

  fail(error: unknown): void {
    this.#failure ??= error;
    this.failed();
  }
}
