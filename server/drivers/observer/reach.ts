import type { ObserverMemory } from "../observation.js";
import { UnreachableError } from "./watched-folder.js";

const MOST_DETAIL = 2000;

/** Says when folders and files can't be reached for long, and when they can again, over restarts too; passes over what is short. */
export class Reach {
  readonly #awaySince = new Map<string, number>();

  constructor(
    readonly afterSeconds: number,
    readonly nowSeconds: () => number,
    readonly memory: ObserverMemory,
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
      this.#reached(id);
      return found;
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      this.#missed(id, error.message);
      return undefined;
    }
  }

  #reached(id: string): void {
    this.#awaySince.delete(id);
    const times = this.#times(id);
    if (!this.memory.has(`away ${id} ${times}`)) return;
    this.memory.tell({ keys: [`back ${id} ${times}`], news: [{ $case: "faultCleared", faultCleared: { id } }] });
  }

  #missed(id: string, problem: string): void {
    const since = this.#awaySince.get(id) ?? this.nowSeconds();
    this.#awaySince.set(id, since);
    if (this.nowSeconds() - since < this.afterSeconds) return;
    const advice = "see whether the share is mounted; exposures made meanwhile are told of once it is back";
    const detail = `${problem}; ${advice}`.slice(0, MOST_DETAIL);
    this.memory.tell({ keys: [`away ${id} ${this.#times(id)}`], news: [{ $case: "fault", fault: { id, detail } }] });
  }

  /** How often it was away and back again. */
  #times(id: string): number {
    let times = 0;
    while (this.memory.has(`back ${id} ${times}`)) times++;
    return times;
  }
}
