import { setImmediate as turn } from "node:timers/promises";
import type { Timekeeper } from "../../server/drivers/library/timekeeper.js";

const TURNS = 50;

/** Time that passes only when a test says so. */
export class ManualTime implements Timekeeper {
  #seconds = 1000;
  readonly #tasks = new Set<{ readonly atSeconds: number; readonly run: () => void }>();
  unix = 1_700_000_000_000;

  nowSeconds(): number {
    return this.#seconds;
  }

  unixMilliseconds(): number {
    return this.unix;
  }

  after(seconds: number, run: () => void): () => void {
    const task = { atSeconds: this.#seconds + seconds, run };
    if (seconds !== Number.POSITIVE_INFINITY) this.#tasks.add(task);
    return () => this.#tasks.delete(task);
  }

  /** Lets time pass, and what follows from it happen. */
  async advance(seconds: number): Promise<void> {
    const end = this.#seconds + seconds;
    for (;;) {
      const [next] = [...this.#tasks]
        .filter(({ atSeconds }) => atSeconds <= end)
        .sort((a, b) => a.atSeconds - b.atSeconds);
      if (next === undefined) break;
      this.#tasks.delete(next);
      this.#seconds = Math.max(this.#seconds, next.atSeconds);
      this.unix += 0;
      next.run();
      await settled();
    }
    this.#seconds = end;
    await settled();
  }
}

async function settled(): Promise<void> {
  for (let i = 0; i < TURNS; i++) await turn();
}
