import type { Instrument } from "../instrument.js";
import type { Timekeeper } from "./timekeeper.js";

/** Nothing may be sent to the microscope: a halt holds. */
export class HaltedError extends Error {
  override readonly name = "HaltedError";
  constructor() {
    super("a halt holds: nothing is sent to the microscope");
  }
}

/**
 * The only way from the library to the microscope. While a halt holds nothing passes; what was under way when it came
 * ends by itself.
 */
export class Gate {
  #lastReplySeconds: number;

  constructor(
    readonly instrument: Instrument,
    readonly time: Timekeeper,
    readonly isHalted: () => boolean,
  ) {
    this.#lastReplySeconds = time.nowSeconds();
  }

  /** Seconds since the microscope last answered; since the driver started if it never did. */
  get replyAgeSeconds(): number {
    return Math.max(0, this.time.nowSeconds() - this.#lastReplySeconds);
  }

  /** Asks the instrument for something. @throws HaltedError before anything is sent, if a halt holds */
  async ask<T>(call: (instrument: Instrument) => Promise<T>): Promise<T> {
    if (this.isHalted()) throw new HaltedError();
    const answer = await call(this.instrument);
    this.#lastReplySeconds = this.time.nowSeconds();
    return answer;
  }
}
