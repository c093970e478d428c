import type { Belief } from "../belief/belief.js";
import type { TypicalNodes } from "../belief/typical-nodes.js";
import { CASE_WEIGHTS, CASES } from "./informed-plan.js";

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

  readonly #groupLevel: number;
  readonly #results: number;

  /** @param results as of an {@link InformedPlan}; 0 counts on learning nothing */
  constructor(typical: TypicalNodes, belief: Pick<Belief, "chanceBelow">, groupLevel: number, results: number) {
    this.#typical = typical;
    this.#belief = belief;
    this.#groupLevel = groupLevel;
    this.#results = results;
  }

  /** Number of children that a node of a level is expected to have. */
  childCount(level: number): number {
    return this.#typical.children[level]!;
  }

  /**
   * Fills {@link gain} and {@link seconds}. Squares are worth what they are in each of the cases of an
   * {@link InformedPlan}, their first group entered whatever the case.
   *
   * @param node not surveyed yet
   * @param level of the node
   * @param price worth of one second
   */
  evaluate(node: number, level: number, price: number): void {
    const { children, entrySeconds } = this.#typical;
    this.gain = 0;
    this.seconds = 0;
    for (let k = 0; k < CASES.length; k++) this.#addSquare(node, k, price);
    for (let above = this.#groupLevel - 2; above >= level; above--) {
      this.gain -= price * entrySeconds[above + 1]!;
      this.seconds += entrySeconds[above + 1]!;
      if (!(this.gain > 0)) this.gain = this.seconds = 0;
      this.gain *= children[above]!;
      this.seconds *= children[above]!;
    }
  }

  /** Mean chance of a hole below a node. @param z as of {@link Belief.chanceBelow} */
  meanChance(node: number, z = 0): number {
    const { offsets } = this.#typical;
    let sum = 0;
    for (let i = 0; i < offsets.length; i++) sum += this.#belief.chanceBelow(node, offsets[i]!, z);
    return sum / offsets.length;
  }

  /** A typical square in one of the cases, as often as that is so. */
  #addSquare(node: number, k: number, price: number): void {
    const { offsets, children, entrySeconds } = this.#typical;
    const leafLevel = entrySeconds.length - 1;
    const time = entrySeconds[leafLevel]!;
    let gain = 0;
    let seconds = 0;
    let probe = 0;
    for (let i = 0; i < offsets.length; i++) {
      const own = this.#belief.chanceBelow(node, offsets[i]!, CASES[k], this.#results) - price * time;
      probe = own;
      if (!(own > 0)) continue;
      gain += own / offsets.length;
      seconds += time / offsets.length;
    }
    for (let above = leafLevel - 1; above >= this.#groupLevel; above--) {
      gain = gain * children[above]! - price * entrySeconds[above]!;
      seconds = seconds * children[above]! + entrySeconds[above]!;
      probe -= price * entrySeconds[above]!;
      if (!(gain > 0)) gain = seconds = 0;
    }
    const weight = CASE_WEIGHTS[k]!;
    const groups = children[this.#groupLevel - 1]!;
    this.gain += weight * (gain > 0 ? groups * gain : probe);
    this.seconds += weight * groups * seconds;
  }
}
