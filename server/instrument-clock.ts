/** A clock that starts with the session. */
export interface Clock {
  /** Seconds since the session began. */
  nowSeconds(): number;
}

/** The instrument's clock as last heard of: what a driver or a server goes by. It never runs backwards. */
export class InstrumentClock implements Clock {
  #seconds = 0;

  /** Takes over a reading. */
  observe(seconds: number): void {
    this.#seconds = Math.max(this.#seconds, seconds);
  }

  nowSeconds(): number {
    return this.#seconds;
  }
}
