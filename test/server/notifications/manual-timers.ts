import type { Timers } from "../../../server/notifications/timers.js";

/** A clock that a test moves. */
export class ManualTimers implements Timers {
  #now: number;
  #waiting: { readonly at: number; readonly callback: () => void }[] = [];

  constructor(now = 1_700_000_000) {
    this.#now = now;
  }

  nowSeconds(): number {
    return this.#now;
  }

  after(seconds: number, callback: () => void): () => void {
    const entry = { at: this.#now + seconds, callback };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((waiting) => waiting !== entry);
    };
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Lets time go by, calling back in order; after each callback, what it set going ends. */
  async pass(seconds: number): Promise<void> {
    const end = this.#now + seconds;
    for (;;) {
      const next = this.#waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((waiting) => waiting !== next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#now = end;
  }
}
