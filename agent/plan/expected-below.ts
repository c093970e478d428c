import type { Belief } from "../belief/belief.js";
import { GROUP_KINDS, LEAF_SHARES, SQUARE_KINDS } from "../belief/typical-groups.js";
import type { TypicalNodes } from "../belief/typical-nodes.js";

const OF_SQUARE = GROUP_KINDS * LEAF_SHARES;
const OF_NODE = SQUARE_KINDS * OF_SQUARE;

/**
 * What a plan at a price on time expects below nodes that were not surveyed: as many typical nodes as their level has,
 * each worth what its holes are worth beyond their time, less its entry, and so on up, as in {@link RelaxedPlan}. Squares
 * and groups are of several kinds: a survey shows which are which, and only those that pay are gone to.
 *
 * @example
 * below.expect(unexplored, tree.level);
 * below.evaluate(0, 2, price);
 * below.gain - price * entrySeconds; // what surveying the first of them, a square, is worth
 */
export class ExpectedBelow {
  /** Gain below the node evaluated last, its own entry not paid, and the seconds that this takes. */
  gain = 0;
  seconds = 0;
  readonly #typical: TypicalNodes;
  readonly #belief: Pick<Belief, "chanceBelow">;
  readonly #groupLevel: number;
  readonly #optimism: number;
  /** Chances of leaves. [nodes × kinds of squares × kinds of groups × shares] */
  #chances = new Float64Array(0);

  /**
   * @param groupLevel level of the groups
   * @param optimism standard deviations above the mean at which squares are taken, as of {@link Belief.chanceBelow}
   */
  constructor(typical: TypicalNodes, belief: Pick<Belief, "chanceBelow">, groupLevel: number, optimism = 0) {
    this.#typical = typical;
    this.#belief = belief;
    this.#groupLevel = groupLevel;
    this.#optimism = optimism;
  }

  /** Number of children that a node of a level is expected to have. */
  childCount(level: number): number {
    return this.#typical.children[level]!;
  }

  /**
   * Takes over what is now believed below these nodes.
   *
   * @param level of each row
   */
  expect(nodes: readonly number[], level: Uint8Array): void {
    const { offsets, squareOffsets } = this.#typical;
    if (this.#chances.length < nodes.length * OF_NODE) this.#chances = new Float64Array(nodes.length * OF_NODE);
    for (let n = 0; n < nodes.length; n++) {
      const kinds = this.#squareKinds(level[nodes[n]!]!);
      let at = n * OF_NODE;
      for (let kind = 0; kind < kinds; kind++) {
        const square = kinds === 1 ? 0 : squareOffsets[kind]!;
        for (let i = 0; i < OF_SQUARE; i++) {
          this.#chances[at++] = this.#belief.chanceBelow(nodes[n]!, square + offsets[i]!, this.#optimism);
        }
      }
    }
  }

  /**
   * Fills {@link gain} and {@link seconds}.
   *
   * @param n number of the node among those expected
   * @param level of the node, above the groups
   * @param price worth of one second
   */
  evaluate(n: number, level: number, price: number): void {
    const { children } = this.#typical;
    const squareLevel = this.#groupLevel - 1;
    const kinds = this.#squareKinds(level);
    let gain = 0;
    let seconds = 0;
    for (let kind = 0; kind < kinds; kind++) {
      this.#evaluateSquare(n * OF_NODE + kind * OF_SQUARE, price);
      if (level < squareLevel) this.#enter(squareLevel, price);
      gain += this.gain / kinds;
      seconds += this.seconds / kinds;
    }
    this.gain = gain;
    this.seconds = seconds;
    for (let above = squareLevel - 1; above >= level; above--) {
      this.gain *= children[above]!;
      this.seconds *= children[above]!;
      if (above > level) this.#enter(above, price);
    }
  }

  /**
   * Mean chance of a hole below a node.
   *
   * @param level of the node
   * @param z as of {@link Belief.chanceBelow}
   */
  meanChance(node: number, level: number, z = 0): number {
    const { offsets, squareOffsets } = this.#typical;
    const kinds = this.#squareKinds(level);
    let sum = 0;
    for (let kind = 0; kind < kinds; kind++) {
      const square = kinds === 1 ? 0 : squareOffsets[kind]!;
      for (let i = 0; i < offsets.length; i++) sum += this.#belief.chanceBelow(node, square + offsets[i]!, z);
    }
    return sum / (kinds * offsets.length);
  }

  /** The features of squares that were found are known. */
  #squareKinds(level: number): number {
    return level === this.#groupLevel - 1 ? 1 : SQUARE_KINDS;
  }

  /** Pays for entering what was evaluated last, or leaves it. */
  #enter(level: number, price: number): void {
    const entry = this.#typical.entrySeconds[level]!;
    this.gain -= price * entry;
    this.seconds += entry;
    if (!(this.gain > 0)) this.gain = this.seconds = 0;
  }

  /** Of a square, its entry not paid. @param from its leaves' chances */
  #evaluateSquare(from: number, price: number): void {
    const groups = this.#typical.children[this.#groupLevel - 1]! / GROUP_KINDS;
    let gain = 0;
    let seconds = 0;
    for (let kind = 0; kind < GROUP_KINDS; kind++) {
      this.#evaluateGroup(from + kind * LEAF_SHARES, price);
      gain += this.gain * groups;
      seconds += this.seconds * groups;
    }
    this.gain = gain;
    this.seconds = seconds;
  }

  /** Of a group, its entry paid if that is worth it. @param from its leaves' chances */
  #evaluateGroup(from: number, price: number): void {
    const { children, entrySeconds } = this.#typical;
    const leafLevel = entrySeconds.length - 1;
    const time = entrySeconds[leafLevel]!;
    this.gain = 0;
    this.seconds = 0;
    for (let i = from; i < from + LEAF_SHARES; i++) {
      const own = this.#chances[i]! - price * time;
      if (!(own > 0)) continue;
      this.gain += own / LEAF_SHARES;
      this.seconds += time / LEAF_SHARES;
    }
    for (let above = leafLevel - 1; above >= this.#groupLevel; above--) {
      this.gain *= children[above]!;
      this.seconds *= children[above]!;
      this.#enter(above, price);
    }
  }
}
