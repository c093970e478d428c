import type { TargetTree } from "../../env/tree/target-tree.js";
import type { EntryPrices } from "./entry-prices.js";

/** So many times a corner of the bound is looked for at most; each doubles what is known of it. */
const MOST_ROUNDS = 100;

/** A corner that lies less than this share of everything above what is known is rounding. */
const TOLERANCE = 1e-12;

/**
 * Upper bound of the tally that any order of exposures collects in a time, whatever each of them adds: at each price on
 * time, the best gain over the price plus the price of that time (Lagrangian relaxation of the time limit). The least
 * over some prices is a bound for every time at once, rising and concave; asking for a time adds the prices that matter
 * there. It is exact but for the part of the last group or square that does not fit.
 *
 * @example new TallyBound(tree, amounts, open, entryPrices(world, session)).tighten(8 * 3600)
 */
export class TallyBound {
  readonly #tree: TargetTree;
  readonly #amounts: Float64Array;
  readonly #open: Uint8Array;
  readonly #entries: EntryPrices;
  /** What each row adds over the price once it is entered, and the seconds that that takes. By row. */
  readonly #gain: Float64Array;
  readonly #seconds: Float64Array;
  readonly #gains: number[] = [];
  readonly #prices: number[] = [];
  readonly #all: Collected;

  /**
   * @param amounts what each leaf adds, at least 0; by row
   * @param open 1 for leaves that can be got to, or where the stage stands; by row
   */
  constructor(tree: TargetTree, amounts: Float64Array, open: Uint8Array, entries: EntryPrices) {
    this.#tree = tree;
    this.#amounts = amounts;
    this.#open = open;
    this.#entries = entries;
    this.#gain = new Float64Array(tree.size);
    this.#seconds = new Float64Array(tree.size);
    this.#all = this.#collect(0);
  }

  /** The bound for a time by the prices known so far. */
  at(seconds: number): number {
    let bound = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#gains.length; i++) {
      bound = Math.min(bound, this.#gains[i]! + this.#prices[i]! * seconds);
    }
    return bound;
  }

  /**
   * The bound for a time, as tight as it gets. What is collected at a price is a corner of the bound; the price next
   * looked at is the slope between the corners on both sides of the time, until there is no other corner between them.
   */
  tighten(seconds: number): number {
    let before: Collected = { tally: 0, seconds: 0 };
    let after = this.#all;
    for (let round = 0; round < MOST_ROUNDS && after.seconds > seconds; round++) {
      const price = (after.tally - before.tally) / (after.seconds - before.seconds);
      const between = this.#collect(price);
      const above = between.tally - price * between.seconds - (before.tally - price * before.seconds);
      if (above <= TOLERANCE * this.#all.tally) break;
      if (between.seconds <= seconds) before = between;
      else after = between;
    }
    return this.at(seconds);
  }

  /** What is best collected at a price on time; keeps what that bounds. */
  #collect(price: number): Collected {
    const { firstLeaf } = this.#tree;
    const gain = this.#gain;
    const seconds = this.#seconds;
    gain.set(this.#amounts.subarray(firstLeaf), firstLeaf);
    for (let node = firstLeaf - 1; node >= 0; node--) this.#enter(node, price);
    this.#gains.push(gain[0]!);
    this.#prices.push(price);
    return { tally: gain[0]! + price * seconds[0]!, seconds: seconds[0]! };
  }

  /** The children worth more than their time, one of them, worth it or not, as the first; or none. */
  #enter(node: number, price: number): void {
    const { firstLeaf, firstChild, childCount } = this.#tree;
    const { first, next } = this.#entries;
    const gain = this.#gain;
    const seconds = this.#seconds;
    let sum = 0;
    let time = 0;
    let more = Number.NEGATIVE_INFINITY;
    let moreTime = 0;
    for (let row = firstChild[node]!; row < firstChild[node]! + childCount[node]!; row++) {
      if (row >= firstLeaf && this.#open[row] !== 1) continue;
      let own = 0;
      let ownTime = 0;
      if (next[row]! < Number.POSITIVE_INFINITY) {
        own = Math.max(0, gain[row]! - price * next[row]!);
        if (own > 0) ownTime = seconds[row]! + next[row]!;
        sum += own;
        time += ownTime;
      }
      if (first[row] === Number.POSITIVE_INFINITY) continue;
      const difference = gain[row]! - price * first[row]! - own;
      const differenceTime = seconds[row]! + first[row]! - ownTime;
      if (difference > more || (difference === more && differenceTime < moreTime)) {
        more = difference;
        moreTime = differenceTime;
      }
    }
    const pays = sum + more > 0;
    gain[node] = pays ? sum + more : 0;
    seconds[node] = pays ? time + moreTime : 0;
  }
}

interface Collected {
  readonly tally: number;
  readonly seconds: number;
}
