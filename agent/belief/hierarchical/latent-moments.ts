import type { LogitCase } from "../logit-prior.js";
import type { ArrowPosterior } from "./arrow-posterior.js";
import type { Column } from "./feature-columns.js";
import type { GroupedRows } from "./grouped-rows.js";
import { sampleEffect } from "./level-effects.js";
import { logisticNormalMeans } from "./logistic-normal.js";

/** Least variance of a logit: what rounding may leave where nothing was left uncertain. */
export const LEAST_VARIANCE = 1e-9;

/** Effects of holes that have several positions, taken as independent of all else. By row. */
export interface HoleEffects {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** As they were drawn last. */
  readonly drawn: Float64Array;
}

/** What a {@link LatentMoments} works from. */
export interface LatentMomentsOptions {
  readonly rows: GroupedRows;
  readonly posterior: ArrowPosterior;
  readonly columns: readonly Column[];
  /** Rows × columns. */
  readonly features: Float64Array;
  readonly of: LogitCase;
  /** Undefined where holes have one position. */
  readonly holes: HoleEffects | undefined;
}

/**
 * Mean and variance of the logit of every row, as the posterior has them by now, and the leaves' chances. What is worked
 * out is written into arrays that were made once.
 */
export class LatentMoments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly probability: Float64Array;
  /** Covariance of a leaf's logit with the mean of its square's groups, per standard deviation of that. By row. */
  readonly withSquare: Float64Array;
  readonly rows: GroupedRows;
  readonly posterior: ArrowPosterior;
  readonly columns: readonly Column[];
  readonly features: Float64Array;
  readonly of: LogitCase;
  readonly holes: HoleEffects | undefined;
  readonly #scratch: Float64Array;
  readonly #reach: Float64Array;
  readonly #nodeReach: Float64Array;
  /**
   * Covariance of a group with the mean of its square's groups, apart from the common effects, and the standard deviation
   * of that mean. In an array, as numbers that are handed on are allocated.
   */
  readonly #withMean = new Float64Array(2);
  /** Columns that differ from leaf to leaf. */
  readonly #leafColumns: Int32Array;

  constructor({ rows, posterior, columns, features, of, holes }: LatentMomentsOptions) {
    const { tree, width } = rows;
    this.rows = rows;
    this.posterior = posterior;
    this.columns = columns;
    this.features = features;
    this.of = of;
    this.holes = holes;
    this.mean = new Float64Array(tree.size);
    this.variance = new Float64Array(tree.size);
    this.probability = new Float64Array(tree.size);
    this.withSquare = new Float64Array(tree.size);
    this.#scratch = new Float64Array(width);
    this.#reach = new Float64Array(width);
    this.#nodeReach = new Float64Array(width);
    this.#leafColumns = Int32Array.from(columns.flatMap(({ level }, c) => (level === tree.leafLevel ? [c] : [])));
  }

  /** Works everything out anew from the posterior. */
  update(): void {
    const { level, firstLeaf, levelStart } = this.rows.tree;
    const squareLevel = this.rows.groupLevel - 1;
    const grids = levelStart[2]! - levelStart[1]!;
    this.mean[0] = sampleEffect(this.posterior, this.columns);
    this.variance[0] = this.columns[0]!.variance;
    for (let row = 1; row < firstLeaf && level[row]! <= squareLevel; row++) this.#updateUngrouped(row);
    for (let block = 0; block < this.rows.squares.length; block++) this.#updateSquare(block);
    if (grids === 0) this.variance[0] = this.columns[0]!.variance;
  }

  /** A node above the groups: what its leaves will have in common, as far as its own features go. */
  #updateUngrouped(row: number): void {
    const { level } = this.rows.tree;
    const { mean, covariance, size } = this.posterior;
    const width = this.rows.width;
    const column = this.rows.firstColumn(row);
    const at = row * width;
    let sum = 0;
    let variance = 0;
    for (let c = 0; c < width; c++) {
      const loading = this.features[at + c]!;
      sum += loading * mean[column + c]!;
      for (let d = 0; d < width; d++) {
        variance += loading * this.features[at + d]! * covariance[(column + c) * size + column + d]!;
      }
    }
    this.mean[row] = sum;
    this.variance[row] = variance;
    if (level[row] === this.rows.groupLevel - 1) this.variance[row]! += this.of.square;
  }

  /** A square whose groups were found: itself, its groups and their leaves. */
  #updateSquare(block: number): void {
    const { posterior } = this;
    const { groups } = posterior.blocks[block]!;
    const first = posterior.firstGroup[block]!;
    const square = this.rows.squares[block]!;
    const residual = posterior.residuals[block]!;
    this.#updateSquareMean(block, square, first, groups);
    for (let i = 0; i < groups; i++) {
      const row = this.rows.firstGroupRow[block]! + i;
      let shared = 0;
      for (let j = 0; j < groups; j++) shared += residual[i * groups + j]!;
      this.#withMean[0] = shared / groups;
      this.#updateBelow(row, block, i);
    }
  }

  /**
   * Mean of a square's groups: fills its latent mean and variance, and the covariance of the common effects with it.
   */
  #updateSquareMean(block: number, square: number, first: number, groups: number): void {
    const { posterior } = this;
    const { mean, covariance, size, slope, offset } = posterior;
    const { firstColumn } = posterior.blocks[block]!;
    const residual = posterior.residuals[block]!;
    const width = this.rows.width;
    const loading = this.#scratch;
    let expected = 0;
    let variance = 0;
    for (let c = 0; c < width; c++) {
      let sum = 0;
      for (let i = 0; i < groups; i++) sum += slope[(first + i) * width + c]!;
      loading[c] = this.features[square * width + c]! + sum / groups;
    }
    for (let i = 0; i < groups; i++) {
      expected += offset[first + i]! / groups;
      for (let j = 0; j < groups; j++) variance += residual[i * groups + j]! / (groups * groups);
    }
    for (let c = 0; c < width; c++) {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += covariance[(firstColumn + c) * size + firstColumn + d]! * loading[d]!;
      this.#reach[c] = sum;
      expected += loading[c]! * mean[firstColumn + c]!;
      variance += loading[c]! * sum;
    }
    this.mean[square] = expected;
    this.variance[square] = Math.max(0, variance);
    this.#withMean[1] = Math.sqrt(Math.max(LEAST_VARIANCE, variance));
  }

  /**
   * A group, or a hole with several positions, and what lies below it.
   *
   * @param place of the group in its block
   */
  #updateBelow(node: number, block: number, place: number): void {
    const shared = this.#withMean[0]!;
    const squareSd = this.#withMean[1]!;
    const tree = this.rows.tree;
    const width = this.rows.width;
    const { mean, covariance, size, slope, offset, blocks, firstGroup } = this.posterior;
    const { firstColumn, groups } = blocks[block]!;
    const group = firstGroup[block]! + place;
    const features = this.features;
    const loading = this.#scratch;
    const reach = this.#nodeReach;
    const squareReach = this.#reach;
    const isHole = tree.level[node]! > this.rows.groupLevel;
    let expected = offset[group]!;
    let variance = this.posterior.residuals[block]![place * groups + place]!;
    if (isHole) {
      expected += this.holes!.mean[node]!;
      variance += this.holes!.variance[node]!;
    }
    let withSquare = shared;
    for (let c = 0; c < width; c++) loading[c] = features[node * width + c]! + slope[group * width + c]!;
    for (let c = 0; c < width; c++) {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += covariance[(firstColumn + c) * size + firstColumn + d]! * loading[d]!;
      reach[c] = sum;
      expected += loading[c]! * mean[firstColumn + c]!;
      variance += loading[c]! * sum;
      withSquare += loading[c]! * squareReach[c]!;
    }
    this.mean[node] = expected;
    this.variance[node] = Math.max(0, variance);
    const firstChild = tree.firstChild[node]!;
    const end = firstChild + tree.childCount[node]!;
    if (!tree.isLeaf(firstChild)) {
      for (let hole = firstChild; hole < end; hole++) this.#updateBelow(hole, block, place);
      return;
    }
    const own = this.#leafColumns;
    const { mean: latentMean, variance: latentVariance } = this;
    const squarePart = this.withSquare;
    for (let leaf = firstChild; leaf < end; leaf++) {
      const at = leaf * width;
      let leafMean = expected;
      let leafVariance = variance;
      let leafWithSquare = withSquare;
      for (let i = 0; i < own.length; i++) {
        const c = own[i]!;
        const value = features[at + c]!;
        const row = (firstColumn + c) * size + firstColumn;
        let sum = reach[c]! + 0.5 * covariance[row + c]! * value;
        for (let j = 0; j < i; j++) sum += covariance[row + own[j]!]! * features[at + own[j]!]!;
        leafMean += value * mean[firstColumn + c]!;
        leafVariance += 2 * value * sum;
        leafWithSquare += value * squareReach[c]!;
      }
      latentMean[leaf] = leafMean;
      latentVariance[leaf] = Math.max(0, leafVariance);
      squarePart[leaf] = leafWithSquare / squareSd;
    }
    logisticNormalMeans(latentMean, latentVariance, firstChild, end, this.probability);
  }
}
