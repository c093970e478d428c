import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import type { TargetTree } from "../../tree/target-tree.js";
import { varianceComponents } from "../statistics/variance-components.js";

/**
 * Normal effects of grids, squares and groups on a value of their holes, given the values that are known: each node's
 * effect lies around 0 with its level's variance, a hole's value around the sum of the effects above it. Few values
 * shrink an effect towards 0. Exact by one pass up the tree and one down (a Gaussian tree; J. Pearl, *Probabilistic
 * Reasoning in Intelligent Systems*, 1988, chapter 7).
 */
export class NestedEffects {
  readonly #tree: TargetTree;
  /** Variance of the effects of each level, the leaves' own last. */
  readonly #variance: Float64Array;
  /** What a node's subtree says of the sum of the effects down to it: mean, and precision as 1 / variance. By row. */
  readonly #mean: Float64Array;
  readonly #precision: Float64Array;

  /** @param values by row; NaN where unknown and for rows that are no leaves. Around 0 on the whole */
  constructor(tree: TargetTree, values: Float64Array) {
    this.#tree = tree;
    this.#variance = varianceComponents(tree, values);
    this.#mean = new Float64Array(tree.size);
    this.#precision = new Float64Array(tree.size);
    const own = Math.max(this.#variance[tree.leafLevel]!, 1e-12);
    for (let row = tree.size - 1; row > 0; row--) {
      const variance = tree.isLeaf(row) ? own : this.#variance[tree.level[row]!]!;
      const known = tree.isLeaf(row) ? !Number.isNaN(values[row]!) : this.#precision[row]! > 0;
      if (!known) continue;
      if (!tree.isLeaf(row)) this.#mean[row]! /= this.#precision[row]!;
      const mean = tree.isLeaf(row) ? values[row]! : this.#mean[row]!;
      const precision = tree.isLeaf(row) ? 1 / variance : 1 / (1 / this.#precision[row]! + variance);
      const above = tree.parent[row]!;
      this.#mean[above]! += precision * mean;
      this.#precision[above]! += precision;
    }
  }

  /** Expected sum of the effects down to each node above the leaves. By row. */
  expected(): Float64Array {
    return this.#down(() => 0);
  }

  /**
   * Sums of effects as they may be, given what is known. By row.
   *
   * @param nth tells draws for several values apart
   */
  draw(random: KeyedRandom, nth: number): Float64Array {
    return this.#down((node) => random.normal(node, RandomKind.Unlabelled, nth));
  }

  #down(normal: (node: number) => number): Float64Array {
    const tree = this.#tree;
    const sums = new Float64Array(tree.firstLeaf);
    for (let node = 1; node < tree.firstLeaf; node++) {
      const above = sums[tree.parent[node]!]!;
      const variance = this.#variance[tree.level[node]!]!;
      const precision = this.#precision[node]!;
      const left = variance / (1 + variance * precision);
      sums[node] =
        (above + variance * precision * this.#mean[node]!) / (1 + variance * precision) +
        Math.sqrt(left) * normal(node);
    }
    return sums;
  }
}
