import type { TypicalNodes } from "../belief/typical-nodes.js";

/**
 * What a plan at a price on time expects below a node that was not surveyed: as many typical nodes as its level has,
 * each worth what its holes are worth beyond their time, less its entry, and so on up, as in {@link RelaxedPlan}.
 *
 * @example
 * below.evaluate(2, effect[square], price);
 * below.gain - price * entrySeconds; // what surveying the square is worth
 */
export class ExpectedBelow {
  /** Gain below the node evaluated last, its own entry not paid, and the seconds that this takes. */
  gain = 0;
  seconds = 0;
  readonly #typical: TypicalNodes;

  constructor(typical: TypicalNodes) {
    this.#typical = typical;
  }

  /** Number of children that a node of a level is expected to have. */
  childCount(level: number): number {
    return this.#typical.children[level]!;
  }

  /**
   * Fills {@link gain} and {@link seconds}.
   *
   * @param level of the node
   * @param effect what is believed of it, added to the chances of its holes
   * @param price worth of one second
   */
  evaluate(level: number, effect: number, price: number): void {
    const { children, entrySeconds } = this.#typical;
    const leafLevel = children.length - 1;
    this.#leaf(effect, price);
    for (let above = leafLevel - 1; above >= level; above--) {
      this.gain *= children[above]!;
      this.seconds *= children[above]!;
      if (above === level) return;
      this.gain -= price * entrySeconds[above]!;
      this.seconds += entrySeconds[above]!;
      if (!(this.gain > 0)) this.gain = this.seconds = 0;
    }
  }

  /** Mean chance of a hole below a node. */
  meanChance(effect: number): number {
    const { chances } = this.#typical;
    let sum = 0;
    for (let i = 0; i < chances.length; i++) sum += clamp(chances[i]! + effect);
    return sum / chances.length;
  }

  #leaf(effect: number, price: number): void {
    const { chances, entrySeconds } = this.#typical;
    const time = entrySeconds[entrySeconds.length - 1]!;
    let gain = 0;
    let taken = 0;
    for (let i = 0; i < chances.length; i++) {
      const own = clamp(chances[i]! + effect) - price * time;
      if (!(own > 0)) continue;
      gain += own;
      taken++;
    }
    this.gain = gain / chances.length;
    this.seconds = (taken * time) / chances.length;
  }
}

function clamp(chance: number): number {
  return chance < 0 ? 0 : chance > 1 ? 1 : chance;
}
