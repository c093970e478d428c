import { realTime, type Timekeeper } from "../../server/drivers/library/timekeeper.js";

const START_MILLISECONDS = 1_700_000_000_000;

/** Time that passes faster than real time, for waits of minutes; its wall clock can be set. */
export class ScaledTime implements Timekeeper {
  /** How far the wall clock was set, milliseconds. */
  setMilliseconds = 0;

  /** @param speed seconds a real second */
  constructor(readonly speed: number) {}

  nowSeconds(): number {
    return (performance.now() / 1000) * this.speed;
  }

  /** Milliseconds by this time; for a server. */
  readonly monotonic = (): number => this.nowSeconds() * 1000;

  /** UTC by this time; for a server. */
  readonly now = (): number => this.unixMilliseconds();

  unixMilliseconds(): number {
    return Math.round(START_MILLISECONDS + this.monotonic() + this.setMilliseconds);
  }

  after(seconds: number, run: () => void): () => void {
    return realTime.after(seconds / this.speed, run);
  }

  /** Lets time pass. */
  pass(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(seconds, resolve);
    });
  }
}
