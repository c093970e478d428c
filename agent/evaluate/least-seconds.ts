import type { TargetTree } from "../../env/tree/target-tree.js";
import type { EntryPrices } from "./entry-prices.js";

/**
 * The least time in which so much can be collected if entries cost what {@link EntryPrices} says, exactly: for each node
 * the least seconds of 0, 1, 2 … steps below it, the children's combined by min-plus convolution (the knapsack on a tree;
 * Johnson and Niemi, Math. Oper. Res. 8, 1983). One child of a node is reached from the node's own place, which may be
 * one with nothing worth having.
 *
 * Takes time quadratic in the number of steps.
 *
 * @param steps that each row adds, 0 or more: 1 for a good micrograph; by row
 * @param open 1 for leaves that can be got to, or where the stage stands; by row
 * @returns [steps + 1] seconds, rising
 * @example leastSeconds(tree, good, open, entryPrices(world, session))[100] // at least so long for 100 good ones
 */
export function leastSeconds(
  tree: TargetTree,
  steps: Int32Array,
  open: Uint8Array,
  { first, next }: EntryPrices,
): Float64Array {
  const { firstLeaf, firstChild, childCount } = tree;
  const within: (Float64Array | undefined)[] = new Array(firstLeaf);
  for (let node = firstLeaf - 1; node >= 0; node--) {
    const fold = new Fold();
    for (let row = firstChild[node]!; row < firstChild[node]! + childCount[node]!; row++) {
      const leaf = row >= firstLeaf;
      if (leaf && open[row] !== 1) continue;
      // Below a leaf there is nothing more to pay.
      const below = leaf ? new Float64Array(steps[row]! + 1) : within[row]!;
      if (first[row] === Number.POSITIVE_INFINITY && next[row] === Number.POSITIVE_INFINITY) continue;
      fold.add(below, first[row]!, next[row]!);
      if (!leaf) within[row] = undefined;
    }
    within[node] = fold.result();
  }
  return within[0]!;
}

/** The children of a node, one after the other. */
class Fold {
  /** Seconds by steps, the first child not among those entered. */
  #without: Float64Array = new Float64Array(1);
  /** Seconds by steps, the first child among them. */
  #with: Float64Array = Float64Array.of(Number.POSITIVE_INFINITY);
  /** Whether it has made no difference so far which one is first. */
  #alike = true;
  /** Least seconds of entering any child at all. */
  #least = Number.POSITIVE_INFINITY;

  /** @param below seconds of each number of steps below the child, the child being entered */
  add(below: Float64Array, first: number, next: number): void {
    const without = this.#without;
    const size = without.length + below.length - 1;
    this.#without = extended(without, size);
    combine(this.#without, without, below, next, 1);
    if (!this.#alike || first !== next) {
      const withFirst = this.#alike ? this.#withAny(without) : this.#with;
      this.#with = extended(withFirst, size);
      combine(this.#with, withFirst, below, next, 1);
      combine(this.#with, without, below, first, 0);
      this.#alike = false;
    }
    this.#least = Math.min(this.#least, first);
  }

  /** Nothing takes nothing; whatever else needs a first child. */
  result(): Float64Array {
    const seconds = this.#alike ? this.#without : this.#with;
    seconds[0] = 0;
    return seconds;
  }

  /** Where all were alike, any child that was entered may be the first. */
  #withAny(without: Float64Array): Float64Array {
    const seconds = without.slice();
    seconds[0] = this.#least;
    return seconds;
  }
}

/** result[n + m] becomes the least of itself and a[n] + entry + b[m], for m from `from` on. */
function combine(result: Float64Array, a: Float64Array, b: Float64Array, entry: number, from: number): void {
  if (entry === Number.POSITIVE_INFINITY) return;
  for (let n = 0; n < a.length; n++) {
    const before = a[n]! + entry;
    if (before === Number.POSITIVE_INFINITY) continue;
    for (let m = from; m < b.length; m++) {
      const seconds = before + b[m]!;
      if (seconds < result[n + m]!) result[n + m] = seconds;
    }
  }
}

function extended(values: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  result.set(values);
  return result;
}
