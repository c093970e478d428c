import type { Timekeeper } from "./timekeeper.js";

/** Why nobody looks after the microscope. */
export type Unattended = "paused" | "cut off";

export interface DeadManOptions {
  readonly time: Timekeeper;
  /** The beam is blanked after so long, seconds; Infinity: never. */
  readonly blankAfterSeconds: number;
  /** The microscope is brought to its safe state after so long, seconds; Infinity: never. */
  readonly safeAfterSeconds: number;
  readonly act: (what: "blanked" | "safe") => void;
}

/** Asks for the microscope to be left safely when it has been paused or cut off for long, together and without a break. */
export class DeadMan {
  readonly #reasons = new Set<Unattended>();
  #callOff: () => void = () => {};

  constructor(readonly options: DeadManOptions) {}

  get isUnattended(): boolean {
    return this.#reasons.size > 0;
  }

  begin(reason: Unattended): void {
    const was = this.isUnattended;
    this.#reasons.add(reason);
    if (!was) this.restart();
  }

  end(reason: Unattended): void {
    this.#reasons.delete(reason);
    if (!this.isUnattended) this.#callOff();
  }

  /** Counts from now on, if it counts at all. */
  restart(): void {
    this.#callOff();
    if (!this.isUnattended) return;
    const { time, blankAfterSeconds, safeAfterSeconds, act } = this.options;
    const timers = [
      time.after(blankAfterSeconds, () => act("blanked")),
      time.after(safeAfterSeconds, () => act("safe")),
    ];
    this.#callOff = () => {
      for (const callOff of timers) callOff();
    };
  }

  /** Does nothing any more. */
  stop(): void {
    this.#reasons.clear();
    this.#callOff();
  }
}
