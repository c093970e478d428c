import type { RandomStream } from "../../env/random/random-stream.js";
import type { Session } from "../../env/session/session.js";
import type { TargetTree } from "../../env/tree/target-tree.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { Belief } from "./belief.js";
import { predictionsOf } from "./predictions.js";
import type { Prior } from "./prior.js";
import { GROUP_KINDS, LEAF_SHARES, SQUARE_KINDS } from "./typical-groups.js";

/**
 * Share of a hole's own variance that its positions do not have in common, where holes have several. An estimate: no
 * session with several micrographs a hole was at hand.
 */
const POSITION_SHARE = 0.5;

/**
 * What is believed of each hole's chance to be good: a prior probability from its features, plus an effect of
 * the sample, the grid, the square and the group that the session's own results teach. The residuals (good −
 * prior) are taken as Gaussian, so that messages up and down the tree update all effects exactly in time linear
 * in the number of nodes above the holes. "Hole" stands for what is exposed: a position where holes have several.
 *
 * It is about the targets found when it is made; after a survey a new one takes its place. A node not surveyed has an
 * effect as well, what its ancestors tell of it.
 *
 * @example
 * const belief = new TreeBelief(session, loadPrior("generated"));
 * belief.observe(hole, true);
 * belief.update();
 * belief.probability[otherHole];
 */
export class TreeBelief implements Belief {
  /** Chance of each hole to be good, by row; 0 for rows that are no holes. Current after {@link update}. */
  readonly probability: Float64Array;
  /** Chance before any result, by row. */
  readonly prior: Float64Array;
  /** Whether holes have the prior's feature: those found or, before any is, by the session's schema. */
  readonly hasPredictions: boolean;
  readonly typicalOffsets: Float64Array;
  readonly typicalSquares = new Float64Array(SQUARE_KINDS);
  readonly #tree: TargetTree;
  /** Variance of the effects of a level's nodes, holes last. */
  readonly #variance: Float64Array;
  /** Number of results and sum of their residuals of each node's own holes. */
  readonly #count: Float64Array;
  readonly #sum: Float64Array;
  /** Precision and precision-weighted mean of the messages from a node's children. */
  readonly #upPrecision: Float64Array;
  readonly #upWeighted: Float64Array;
  /** Posterior mean and variance of the sum of a node's and its ancestors' effects; for holes, of their chance. */
  readonly latentMean: Float64Array;
  readonly latentVariance: Float64Array;
  /** One draw of what each node and its ancestors add. */
  readonly #drawn: Float64Array;

  /** Takes in the results that there are. */
  constructor(session: Session, prior: Prior) {
    const { tree, good } = session;
    const { values, expected } = predictionsOf(session, prior.logistic.feature);
    const inner = tree.firstLeaf;
    this.#tree = tree;
    this.prior = new Float64Array(tree.size);
    for (let hole = inner; hole < tree.size; hole++) {
      const value = values[hole]!;
      this.prior[hole] = value > 0 ? logistic(prior, value) : prior.goodShare;
    }
    this.hasPredictions = expected;
    this.typicalOffsets = expected
      ? Float64Array.from(prior.typical.chances.flat())
      : new Float64Array(GROUP_KINDS * LEAF_SHARES).fill(prior.goodShare);
    this.#variance = levelVariances(
      tree,
      this.hasPredictions ? prior.variances.withFeature : prior.variances.withoutFeature,
    );
    this.probability = Float64Array.from(this.prior);
    this.#count = new Float64Array(inner);
    this.#sum = new Float64Array(inner);
    this.#upPrecision = new Float64Array(inner);
    this.#upWeighted = new Float64Array(inner);
    this.latentMean = new Float64Array(tree.size);
    this.latentVariance = new Float64Array(tree.size);
    this.#drawn = new Float64Array(inner);
    for (let hole = inner; hole < tree.size; hole++) if (good[hole] !== -1) this.observe(hole, good[hole] === 1);
    this.update();
  }

  /** Takes in one result; {@link probability} changes with the next {@link update}. */
  observe(hole: number, good: boolean): void {
    const above = this.#tree.parent[hole]!;
    this.#count[above]! += 1;
    this.#sum[above]! += (good ? 1 : 0) - this.prior[hole]!;
  }

  /** Recomputes the effects and all probabilities. */
  update(): void {
    this.#messagesUp();
    this.#messagesDown();
    const { parent, firstLeaf, size } = this.#tree;
    for (let hole = firstLeaf; hole < size; hole++) {
      const above = parent[hole]!;
      this.latentMean[hole] = this.prior[hole]! + this.latentMean[above]!;
      this.latentVariance[hole] = this.latentVariance[above]!;
      this.probability[hole] = clamp(this.latentMean[hole]!);
    }
  }

  chanceAt(hole: number, z: number): number {
    return clamp(this.latentMean[hole]! + z * Math.sqrt(this.latentVariance[hole]!));
  }

  offset(row: number): number {
    return this.prior[row]!;
  }

  chanceBelow(node: number, offset: number, z = 0): number {
    const squareLevel = groupLevelOf(this.#tree.shape) - 1;
    let variance = this.latentVariance[node]!;
    for (let level = this.#tree.level[node]! + 1; level <= squareLevel; level++) variance += this.#variance[level]!;
    return clamp(offset + this.latentMean[node]! + z * Math.sqrt(variance));
  }

  probabilityIf(z: number, into: Float64Array): void {
    const { firstLeaf, size, parent, shape } = this.#tree;
    const squareLevel = groupLevelOf(shape) - 1;
    for (let hole = firstLeaf; hole < size; hole++) {
      const square = this.#tree.ancestor(parent[hole]!, squareLevel);
      into[hole] = clamp(this.latentMean[hole]! + z * Math.sqrt(this.latentVariance[square]!));
    }
  }

  sample(random: RandomStream, chances: Float64Array): void {
    const { parent, level, firstLeaf, size } = this.#tree;
    const up = this.#upPrecision;
    for (let row = 0; row < firstLeaf; row++) {
      if (row > 0 && this.#tree.childCount[parent[row]!] === 0) continue;
      const above = row > 0 ? this.#drawn[parent[row]!]! : 0;
      const own = this.#variance[level[row]!]!;
      const share = 1 / (1 + own * up[row]!);
      const mean = (above + own * this.#upWeighted[row]!) * share;
      this.#drawn[row] = mean + random.normal() * Math.sqrt(own * share);
    }
    for (let hole = firstLeaf; hole < size; hole++) {
      chances[hole] = clamp(this.prior[hole]! + this.#drawn[parent[hole]!]!);
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
        const precision = 1 / this.latentVariance[above]! - up[row]! * shrink;
        const cavityWeighted = this.latentMean[above]! / this.latentVariance[above]! - weighted[row]! * shrink;
        mean = cavityWeighted / precision;
        variance = 1 / precision + own;
      }
      const precision = 1 / variance + up[row]!;
      this.latentMean[row] = (mean / variance + weighted[row]!) / precision;
      this.latentVariance[row] = 1 / precision;
    }
  }
}

/** By level of the tree; positions share what a hole has of its own. */
function levelVariances({ shape }: TargetTree, variances: Readonly<Record<string, number>>): Float64Array {
  const byLevel = Float64Array.from(shape.levels, (level) => variances[level] ?? 0);
  const position = shape.levels.indexOf("position");
  if (position === -1) return byLevel;
  const own = byLevel[position - 1]!;
  byLevel[position] = POSITION_SHARE * own;
  byLevel[position - 1] = own - byLevel[position]!;
  return byLevel;
}

function clamp(chance: number): number {
  return Math.min(1, Math.max(0, chance));
}

function logistic({ logistic: { intercept, slope } }: Prior, value: number): number {
  return 1 / (1 + Math.exp(-(intercept + slope * Math.log(value))));
}
