import type { InstrumentEvent } from "../instrument.js";
import { UnreachableError } from "./watched-folder.js";

/** Says when folders and files can't be reached for long, and when they can again; passes over what is short. */
export class Reach {
  readonly #away = new Map<string, { readonly since: number; isTold: boolean }>();

  constructor(
    readonly afterSeconds: number,
    readonly nowSeconds: () => number,
    readonly say: (event: InstrumentEvent) => void,
  ) {}

  /**
   * Takes a look that may find nothing there.
   *
   * @param id names what is looked at; at most 64 characters
   * @returns undefined if it can't be reached
   */
  async look<T>(id: string, look: () => Promise<T>): Promise<T | undefined> {
    try {
      const found = await look();
      if (this.#away.get(id)?.isTold === true) this.say({ $case: "faultCleared", faultCleared: { id } });
      this.#away.delete(id);
      return found;
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      this.#missed(id, error.message);
      return undefined;
    }
  }

  #missed(id: string, detail: string): void {
    const away = this.#away.get(id) ?? { since: this.nowSeconds(), isTold: false };
    this.#away.set(id, away);
    if (away.isTold || this.nowSeconds() - away.since < this.afterSeconds) return;
    away.isTold = true;
    const advice = "see whether the share is mounted; exposures made meanwhile are told of once it is back";
    this.say({ $case: "fault", fault: { id, detail: `${detail}; ${advice}`.slice(0, 2000) } });
  }
}
