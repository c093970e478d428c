import type { RandomStream } from "../../../env/random/random-stream.js";
import { choleskyInto, lowerTimes } from "./cholesky.js";

/** Groups that are alike beyond what all have in common: those of a square. */
export interface Block {
  /** Covariance of the groups' own effects, row by row. [groups × groups] */
  readonly covariance: Float64Array;
  readonly groups: number;
  /** The common effects that reach these groups are those from here on, as many as a leaf has loadings. */
  readonly firstColumn: number;
}

/**
 * A Gaussian over common effects and, given these, over the effects of the groups of each block apart: blocks have
 * nothing in common but the common effects. A measurement in one block changes that block and the common effects; what
 * the others are, given the common effects, stays as it was. So a measurement costs time by the size of one block, not
 * by their number, and what is kept grows linearly. It is exact.
 *
 * With common effects θ ~ N(m, C), a block's groups are v | θ ~ N(a + A θ, R).
 *
 * @example
 * const posterior = new ArrowPosterior(mean, variance, blocks);
 * posterior.measure(group, loadings, value, errorVariance);
 */
export class ArrowPosterior {
  /** Number of common effects. */
  readonly size: number;
  /** Loadings of a leaf on the common effects of its block. */
  readonly width: number;
  /** Mean and covariance of the common effects. [size], [size × size] */
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
  /** By group: block, and what its effect is expected to be given the common ones. [groups], [groups], [groups × width] */
  readonly blockOf: Int32Array;
  readonly offset: Float64Array;
  readonly slope: Float64Array;
  readonly blocks: readonly Block[];
  /** First group of each block. */
  readonly firstGroup: Int32Array;
  /** By block: covariance of its groups given the common effects, row by row. [groups × groups] each */
  readonly residuals: readonly Float64Array[];
  /** Of the leaf asked for last by {@link predict}. */
  predictedMean = 0;
  predictedVariance = 0;
  readonly #loading: Float64Array;
  readonly #reach: Float64Array;
  readonly #column: Float64Array;
  readonly #factor: Float64Array;
  readonly #blockFactor: Float64Array[];
  readonly #normal: Float64Array;
  #factorIsOld = true;
  readonly #blockFactorIsOld: Uint8Array;

  /**
   * @param mean of the common effects. [size]
   * @param covariance of the common effects, row by row. [size × size]
   * @param width loadings of a leaf
   */
  constructor(mean: Float64Array, covariance: Float64Array, width: number, blocks: readonly Block[]) {
    this.size = mean.length;
    this.width = width;
    this.mean = Float64Array.from(mean);
    this.covariance = Float64Array.from(covariance);
    this.blocks = blocks;
    const groups = blocks.reduce((sum, block) => sum + block.groups, 0);
    this.blockOf = new Int32Array(groups);
    this.firstGroup = new Int32Array(blocks.length);
    let first = 0;
    blocks.forEach((block, index) => {
      this.firstGroup[index] = first;
      this.blockOf.fill(index, first, first + block.groups);
      first += block.groups;
    });
    this.offset = new Float64Array(groups);
    this.slope = new Float64Array(groups * this.width);
    this.residuals = blocks.map(({ covariance }) => Float64Array.from(covariance));
    const most = blocks.reduce((a, { groups: n }) => Math.max(a, n), 0);
    this.#loading = new Float64Array(this.width);
    this.#reach = new Float64Array(this.size);
    this.#column = new Float64Array(most);
    this.#factor = new Float64Array(this.size * this.size);
    this.#blockFactor = blocks.map(({ groups: n }) => new Float64Array(n * n));
    this.#blockFactorIsOld = new Uint8Array(blocks.length).fill(1);
    this.#normal = new Float64Array(Math.max(this.size, most));
  }

  /** Mean and variance of a group's effect plus a leaf's loadings on the common effects. */
  predict(group: number, loadings: Float64Array, at = 0): void {
    const { width, size, mean, covariance, slope } = this;
    const block = this.blockOf[group]!;
    const { firstColumn, groups } = this.blocks[block]!;
    const loading = this.#loading;
    const place = group - this.firstGroup[block]!;
    let expected = this.offset[group]!;
    for (let c = 0; c < width; c++) {
      loading[c] = loadings[at + c]! + slope[group * width + c]!;
      expected += loading[c]! * mean[firstColumn + c]!;
    }
    let variance = this.residuals[block]![place * groups + place]!;
    for (let c = 0; c < width; c++) {
      const row = (firstColumn + c) * size;
      let sum = 0.5 * loading[c]! * covariance[row + firstColumn + c]!;
      for (let d = 0; d < c; d++) sum += loading[d]! * covariance[row + firstColumn + d]!;
      variance += 2 * loading[c]! * sum;
    }
    this.predictedMean = expected;
    this.predictedVariance = variance;
  }

  /**
   * Takes in a measurement of a group's effect plus a leaf's loadings on the common effects.
   *
   * @param value what was measured
   * @param errorVariance of the measurement
   */
  measure(group: number, loadings: Float64Array, at: number, value: number, errorVariance: number): void {
    const { width, size, mean, covariance, slope, offset } = this;
    const block = this.blockOf[group]!;
    const { firstColumn, groups } = this.blocks[block]!;
    const residual = this.residuals[block]!;
    const first = this.firstGroup[block]!;
    const place = group - first;
    this.predict(group, loadings, at);
    const loading = this.#loading;
    const reach = this.#reach;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += covariance[i * size + firstColumn + c]! * loading[c]!;
      reach[i] = sum;
    }
    const total = this.predictedVariance + errorVariance;
    const surprise = (value - this.predictedMean) / total;
    const below = residual[place * groups + place]! + errorVariance;
    const beside = value - offset[group]!;
    const column = this.#column;
    for (let j = 0; j < groups; j++) column[j] = residual[j * groups + place]!;
    for (let j = 0; j < groups; j++) {
      const gain = column[j]! / below;
      offset[first + j]! += gain * beside;
      for (let c = 0; c < width; c++) slope[(first + j) * width + c]! -= gain * loading[c]!;
      for (let k = 0; k < groups; k++) residual[j * groups + k]! -= gain * column[k]!;
    }
    for (let i = 0; i < size; i++) {
      mean[i]! += reach[i]! * surprise;
      const share = reach[i]! / total;
      for (let j = 0; j < size; j++) covariance[i * size + j]! -= share * reach[j]!;
    }
    this.#factorIsOld = true;
    this.#blockFactorIsOld[block] = 1;
  }

  /**
   * One draw of everything.
   *
   * @param common common effects. [size]
   * @param effects of groups. [groups]
   */
  sample(random: RandomStream, common: Float64Array, effects: Float64Array): void {
    const { size, width, mean, blocks, offset, slope } = this;
    const normal = this.#normal;
    if (this.#factorIsOld) choleskyInto(this.covariance, size, this.#factor);
    this.#factorIsOld = false;
    for (let i = 0; i < size; i++) normal[i] = random.normal();
    for (let i = 0; i < size; i++) common[i] = mean[i]! + lowerTimes(this.#factor, size, i, normal);
    for (let block = 0; block < blocks.length; block++) {
      const { groups, firstColumn } = blocks[block]!;
      const factor = this.#blockFactor[block]!;
      if (this.#blockFactorIsOld[block] === 1) choleskyInto(this.residuals[block]!, groups, factor);
      this.#blockFactorIsOld[block] = 0;
      for (let i = 0; i < groups; i++) normal[i] = random.normal();
      for (let i = 0; i < groups; i++) {
        const group = this.firstGroup[block]! + i;
        let effect = offset[group]! + lowerTimes(factor, groups, i, normal);
        for (let c = 0; c < width; c++) effect += slope[group * width + c]! * common[firstColumn + c]!;
        effects[group] = effect;
      }
    }
  }
}
