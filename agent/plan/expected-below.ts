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
  readonly #optimism: number;

  /** @param optimism standard deviations above the mean at which squares are taken, as of {@link Belief.chanceBelow} */
  constructor(typical: TypicalNodes, belief: Pick<Belief, "chanceBelow">, optimism = 0) {
    this.#typical = typical;
    this.#belief = belief;
    this.#optimism = optimism;
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
    const { offsets, children, entrySeconds } = this.#typical;
    const leafLevel = entrySeconds.length - 1;
    const time = entrySeconds[leafLevel]!;
    let gain = 0;
    let seconds = 0;
    for (let i = 0; i < offsets.length; i++) {
      const own = this.#belief.chanceBelow(node, offsets[i]!, this.#optimism) - price * time;
      if (!(own > 0)) continue;
      gain += own / offsets.length;
      seconds += time / offsets.length;
    }
    for (let above = leafLevel - 1; ; above--) {
      gain *= children[above]!;
      seconds *= children[above]!;
      if (above === level) break;
      gain -= price * entrySeconds[above]!;
      seconds += entrySeconds[above]!;
      if (!(gain > 0)) gain = seconds = 0;
    }
    this.gain = gain;
    this.seconds = seconds;
  }

  /** Mean chance of a hole below a node. @param z as of {@link Belief.chanceBelow} */
  meanChance(node: number, z = 0): number {
    const { offsets } = this.#typical;
    let sum = 0;
    for (let i = 0; i < offsets.length; i++) sum += this.#belief.chanceBelow(node, offsets[i]!, z);
    return sum / offsets.length;
  }
}
