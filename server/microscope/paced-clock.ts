import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../instrument-clock.js";

/** The simulated microscope's clock: time passes only with what the microscope does. */
export interface MicroscopeClock extends Clock {
  /** Lets simulated time pass. */
  advance(seconds: number): Promise<void>;
}

/** A {@link MicroscopeClock} that is `speed` times as fast as real time. */
export class PacedClock implements MicroscopeClock {
  #seconds = 0;
  /** Real time of simulated second 0, milliseconds. */
  #origin: number | undefined;

  /** @param speed simulated seconds a real second; Infinity does not wait at all */
  constructor(readonly speed: number) {}

  nowSeconds(): number {
    return this.#seconds;
  }

  /** Real time that went by otherwise is not waited for again. */
  async advance(seconds: number): Promise<void> {
    this.#origin ??= performance.now();
    this.#seconds += seconds;
    const ahead = this.#origin + (this.#seconds * 1000) / this.speed - performance.now();
    if (ahead >= 1) await sleep(ahead);
  }
}
