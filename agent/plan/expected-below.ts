import type { Belief } from "../belief/belief.js";
import type { TypicalNodes } from "../belief/typical-nodes.js";

/**
 * What a plan at a price on time expects below a node that was not surveyed: as many typical nodes as its level has,
 * each worth what its holes are worth beyond their time, less its entry, and so on up, as in {@link RelaxedPlan}.
 *
 * @example
 * below.evaluate(square, 2, price);
 * below.gain - price * entrySeconds; // what surveying the square is worth
 */
export class ExpectedBelow {
  /** Gain below the node evaluated last, its own entry not paid, and the seconds that this takes. */
  gain = 0;
  seconds = 0;
  readonly #typical: TypicalNodes;
  readonly #belief: Pick<Belief, "chanceBelow">;

  constructor(typical: TypicalNodes, belief: Pick<Belief, "chanceBelow">) {
    this.#typical = typical;
    this.#belief = belief;
  }

  /** Number of children that a node of a level is expected to have. */
  childCount(level: number): number {
    return this.#typical.children[level]!;
  }

  /**
   * Fills {@link gain} and {@link seconds}.
   *
   * @param node not surveyed yet
   * @param level of the node
   * @param price worth of one second
   */
  evaluate(node: number, level: number, price: number): void {
    const { children, entrySeconds } = this.#typical;
    const leafLevel = children.length - 1;
    this.#leaf(node, price);
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
  meanChance(node: number): number {
    const { offsets } = this.#typical;
    let sum = 0;
    for (let i = 0; i < offsets.length; i++) sum += this.#belief.chanceBelow(node, offsets[i]!);
    return sum / offsets.length;
  }

  #leaf(node: number, price: number): void {
    const { offsets, entrySeconds } = this.#typical;
    const time = entrySeconds[entrySeconds.length - 1]!;
    let gain = 0;
    let taken = 0;
    for (let i = 0; i < offsets.length; i++) {
      const own = this.#belief.chanceBelow(node, offsets[i]!) - price * time;
      if (!(own > 0)) continue;
      gain += own;
      taken++;
    }
    this.gain = gain / offsets.length;
    this.seconds = (taken * time) / offsets.length;
  }
}
