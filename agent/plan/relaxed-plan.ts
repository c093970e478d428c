import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import type { TargetTree } from "../../env/tree/target-tree.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { ExpectedBelow } from "./expected-below.js";

/**
 * The best set of holes if time could be bought at a price, each entry paid once and the order left open: per
 * group the holes worth more than their time, less the group's entry, and so on up the tree, nested sums of what
 * is positive. It bounds what any order can collect from above, and a price at which the set just fills the time
 * left tells what a second is worth now. Nodes that were not surveyed enter it with what is expected below them.
 *
 * @example
 * const plan = new RelaxedPlan(session.tree);
 * plan.setEntries(session);
 * const price = plan.price(values, session.status, session.remainingSeconds);
 */
export class RelaxedPlan {
  /** Gain over the price of each node's subtree, its own entry paid; may be negative. By row. */
  readonly gain: Float64Array;
  /** Seconds that the chosen holes below each node take, its own entry included. By row. */
  readonly seconds: Float64Array;
  readonly tree: TargetTree;
  #unexplored: readonly number[] = [];
  #below: ExpectedBelow | undefined;
  readonly #entrySeconds: Float64Array;
  /** Found last; the next search begins there. */
  lastPrice = 0;

  constructor(tree: TargetTree) {
    this.tree = tree;
    this.gain = new Float64Array(tree.size);
    this.seconds = new Float64Array(tree.size);
    this.#entrySeconds = new Float64Array(tree.size);
  }

  /** Takes over what entering each node costs; the nodes where the stage stands are free. */
  setEntries(session: Session): void {
    const { latency } = session.plan;
    const tree = this.tree;
    for (let row = 1; row < tree.size; row++) this.#entrySeconds[row] = latency.leastEntrySeconds(tree, row);
    for (let row = session.place; row > 0; row = tree.parent[row]!) this.#entrySeconds[row] = 0;
  }

  /** Takes over entries from elsewhere: finite seconds by row. */
  adoptEntries(entrySeconds: Float64Array): void {
    this.#entrySeconds.set(entrySeconds.subarray(0, this.tree.size));
  }

  /**
   * From now on these nodes hold what is expected of them.
   *
   * @param nodes not surveyed yet, in the order of the tree
   */
  expect(nodes: readonly number[], below: ExpectedBelow): void {
    this.#unexplored = nodes;
    this.#below = below;
    below.expect(nodes, this.tree.level);
  }

  /**
   * Best of the rates at which groups and squares that a row does not lie in are expected to bring what the plan takes
   * of them, entries included; undefined if it takes nothing there. Per second.
   */
  bestRateOutside(row: number, price: number): number | undefined {
    const { tree, gain, seconds } = this;
    const groupLevel = groupLevelOf(tree.shape);
    let best: number | undefined;
    for (let at = tree.levelStart[groupLevel - 1]!; at < tree.levelStart[groupLevel + 1]!; at++) {
      if (!(gain[at]! > 0) || !(seconds[at]! > 0) || tree.contains(at, row)) continue;
      const rate = gain[at]! / seconds[at]! + price;
      if (best === undefined || rate > best) best = rate;
    }
    return best;
  }

  /** Nodes that hold what is expected of them. */
  get unexplored(): readonly number[] {
    return this.#unexplored;
  }

  /** What one child of an unexplored node is expected to gain at a price, its own entry paid. */
  expectedChildGain(node: number, price: number): number {
    const children = this.#below!.childCount(this.tree.level[node]!);
    return children > 0 ? (this.gain[node]! + price * this.#entrySeconds[node]!) / children : 0;
  }

  /** Mean chance of a hole below an unexplored node. @param z as of Belief.chanceBelow */
  expectedChance(node: number, z = 0): number {
    return this.#below!.meanChance(node, this.tree.level[node]!, z);
  }

  /** The stage went from one place to another; cheaper than {@link setEntries}. */
  moveEntries(session: Session, from: number, to: number): void {
    const { latency } = session.plan;
    const tree = this.tree;
    for (let row = from; row > 0; row = tree.parent[row]!)
      this.#entrySeconds[row] = latency.leastEntrySeconds(tree, row);
    for (let row = to; row > 0; row = tree.parent[row]!) this.#entrySeconds[row] = 0;
  }

  /**
   * Fills {@link gain} and {@link seconds} at a price.
   *
   * @param values worth of each available hole, by row
   * @param price worth of one second
   * @returns gain of everything; its seconds are `seconds[0]`
   */
  evaluate(values: Float64Array, status: Uint8Array, price: number): number {
    const { gain, seconds } = this;
    const entrySeconds = this.#entrySeconds;
    const { parent, size, firstLeaf } = this.tree;
    gain.fill(0, 0, firstLeaf);
    seconds.fill(0, 0, firstLeaf);
    for (let row = size - 1; row >= firstLeaf; row--) {
      if (status[row] !== TargetStatus.Available) continue;
      const time = entrySeconds[row]!;
      const own = values[row]! - price * time;
      gain[row] = own;
      seconds[row] = time;
      if (own > 0) {
        const up = parent[row]!;
        gain[up]! += own;
        seconds[up]! += time;
      }
    }
    this.#evaluateUnexplored(price);
    for (let row = firstLeaf - 1; row > 0; row--) {
      const time = entrySeconds[row]!;
      const own = gain[row]! - price * time;
      gain[row] = own;
      seconds[row]! += time;
      if (own > 0) {
        const up = parent[row]!;
        gain[up]! += own;
        seconds[up]! += seconds[row]!;
      }
    }
    return gain[0]!;
  }

  /**
   * The price of a second at which the plan fills the time left, 0 if everything fits. Starts from the last
   * price found, so that a sequence of similar questions is cheap.
   */
  price(values: Float64Array, status: Uint8Array, remainingSeconds: number): number {
    const takes = (price: number) => {
      this.evaluate(values, status, price);
      return this.seconds[0]!;
    };
    if (takes(0) <= remainingSeconds) {
      this.lastPrice = 0;
      return 0;
    }
    let low = 0;
    let high = this.lastPrice > 0 ? this.lastPrice * 1.05 : 1e-3;
    while (takes(high) > remainingSeconds) {
      low = high;
      high *= 2;
    }
    if (low === 0 && this.lastPrice > 0 && takes(this.lastPrice * 0.95) > remainingSeconds) low = this.lastPrice * 0.95;
    while (high - low > 1e-9 + 1e-4 * high) {
      const middle = (low + high) / 2;
      if (takes(middle) > remainingSeconds) low = middle;
      else high = middle;
    }
    this.lastPrice = high;
    return high;
  }

  #evaluateUnexplored(price: number): void {
    const below = this.#below;
    if (below === undefined) return;
    const { level } = this.tree;
    for (let i = 0; i < this.#unexplored.length; i++) {
      const node = this.#unexplored[i]!;
      below.evaluate(i, level[node]!, price);
      this.gain[node] = below.gain;
      this.seconds[node] = below.seconds;
    }
  }
}
