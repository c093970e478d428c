import type { Clock } from "../../instrument-clock.js";

/** The clock of an instrument that has none of its own: real time. The driver library tells it when the session began. */
export class RealClock implements Clock {
  #offsetSeconds: number;

  /** @param monotonicSeconds from any origin */
  constructor(readonly monotonicSeconds: () => number = () => performance.now() / 1000) {
    this.#offsetSeconds = -monotonicSeconds();
  }

  nowSeconds(): number {
    return this.monotonicSeconds() + this.#offsetSeconds;
  }

  /** Counts on from a reading; a lower one than now changes nothing. */
  goOnFrom(seconds: number): void {
    this.#offsetSeconds = Math.max(this.#offsetSeconds, seconds - this.monotonicSeconds());
  }
}
