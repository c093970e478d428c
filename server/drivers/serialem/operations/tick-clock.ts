import type { Clock } from "../../../instrument-clock.js";

/**
 * The clock of SerialEM's computer by `ReportTickTime`, seconds since SerialEM was started. Where it begins anew, with
 * another start of SerialEM or after 49 days, it goes on from what was read last.
 */
export class TickClock implements Clock {
  #offset: number | undefined;
  #seconds = 0;

  /** Takes a reading over. */
  observeTick(tickSeconds: number): void {
    const offset = this.#offset ?? -tickSeconds;
    const seconds = tickSeconds + offset;
    this.#offset = seconds < this.#seconds ? this.#seconds - tickSeconds : offset;
    this.#seconds = Math.max(this.#seconds, seconds);
  }

  nowSeconds(): number {
    return this.#seconds;
  }
}
