import type { Session } from "../../env/session/session.js";
import type { TargetTree } from "../../env/tree/target-tree.js";
import type { Prior } from "./prior.js";

/**
 * What is believed of each hole's chance to be good: a prior probability from its features, plus an effect of
 * the sample, the grid, the square and the group that the session's own results teach. The residuals (good −
 * prior) are taken as Gaussian, so that messages up and down the tree update all effects exactly in time linear
 * in the number of nodes above the holes.
 *
 * @example
 * const belief = new TreeBelief(session, loadPrior("generated"));
 * belief.observe(hole, true);
 * belief.update();
 * belief.probability[otherHole];
 */
export class TreeBelief {
  /** Chance of each hole to be good, by row; 0 for rows that are no holes. Current after {@link update}. */
  readonly probability: Float64Array;
  /** Chance before any result, by row. */
  readonly prior: Float64Array;
  readonly #tree: TargetTree;
  /** Variance of the effects of a level's nodes, holes last. */
  readonly #variance: Float64Array;
  /** Number of results and sum of their residuals below each group. */
  readonly #count: Float64Array;
  readonly #sum: Float64Array;
  /** Precision and precision-weighted mean of the messages from a node's children. */
  readonly #upPrecision: Float64Array;
  readonly #upWeighted: Float64Array;
  /** Posterior mean and variance of the sum of a node's and its ancestors' effects. */
  readonly effect: Float64Array;
  readonly effectVariance: Float64Array;

  constructor(session: Session, prior: Prior) {
    const { tree } = session;
    const feature = tree.featureIndex(tree.leafLevel, prior.logistic.feature);
    const inner = tree.firstLeaf;
    this.#tree = tree;
    this.prior = new Float64Array(tree.size);
    let known = 0;
    for (let hole = inner; hole < tree.size; hole++) {
      const value = feature < 0 ? Number.NaN : tree.feature(hole, feature);
      this.prior[hole] = Number.isNaN(value) || value <= 0 ? prior.goodShare : logistic(prior, value);
      if (!Number.isNaN(value)) known++;
    }
    const variances = known > 0 ? prior.variances.withFeature : prior.variances.withoutFeature;
    this.#variance = Float64Array.from(tree.shape.levels, (level) => variances[level] ?? 0);
    this.probability = Float64Array.from(this.prior);
    this.#count = new Float64Array(inner);
    this.#sum = new Float64Array(inner);
    this.#upPrecision = new Float64Array(inner);
    this.#upWeighted = new Float64Array(inner);
    this.effect = new Float64Array(inner);
    this.effectVariance = new Float64Array(inner);
    this.update();
  }

  /** Takes in one result; {@link probability} changes with the next {@link update}. */
  observe(hole: number, good: boolean): void {
    const group = this.#tree.parent[hole]!;
    this.#count[group]! += 1;
    this.#sum[group]! += (good ? 1 : 0) - this.prior[hole]!;
  }

  /** Recomputes the effects and all probabilities. */
  update(): void {
    this.#messagesUp();
    this.#messagesDown();
    const { parent, firstLeaf, size } = this.#tree;
    for (let hole = firstLeaf; hole < size; hole++) {
      this.probability[hole] = Math.min(1, Math.max(0, this.prior[hole]! + this.effect[parent[hole]!]!));
    }
  }

  #messagesUp(): void {
    const { parent, level, firstLeaf } = this.#tree;
    const up = this.#upPrecision;
    const weighted = this.#upWeighted;
    const own = this.#variance[this.#variance.length - 1]!;
    for (let row = 0; row < firstLeaf; row++) {
      up[row] = this.#count[row]! / own;
      weighted[row] = this.#sum[row]! / own;
    }
    for (let row = firstLeaf - 1; row > 0; row--) {
      if (up[row] === 0) continue;
      const shrink = 1 / (1 + up[row]! * this.#variance[level[row]!]!);
      up[parent[row]!]! += up[row]! * shrink;
      weighted[parent[row]!]! += weighted[row]! * shrink;
    }
  }

  #messagesDown(): void {
    const { parent, level, firstLeaf } = this.#tree;
    const up = this.#upPrecision;
    const weighted = this.#upWeighted;
    for (let row = 0; row < firstLeaf; row++) {
      const own = this.#variance[level[row]!]!;
      let mean = 0;
      let variance = own;
      if (row > 0) {
        const above = parent[row]!;
        // The parent's belief without what this node told it.
        const shrink = 1 / (1 + up[row]! * own);
        const precision = 1 / this.effectVariance[above]! - up[row]! * shrink;
        const cavityWeighted = this.effect[above]! / this.effectVariance[above]! - weighted[row]! * shrink;
        mean = cavityWeighted / precision;
        variance = 1 / precision + own;
      }
      const precision = 1 / variance + up[row]!;
      this.effect[row] = (mean / variance + weighted[row]!) / precision;
      this.effectVariance[row] = 1 / precision;
    }
  }
}

function logistic({ logistic: { intercept, slope } }: Prior, value: number): number {
  return 1 / (1 + Math.exp(-(intercept + slope * Math.log(value))));
}
