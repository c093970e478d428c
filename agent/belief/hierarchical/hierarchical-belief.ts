import type { RandomStream } from "../../../env/random/random-stream.js";
import type { Session } from "../../../env/session/session.js";
import type { TargetTree } from "../../../env/tree/target-tree.js";
import { groupLevelOf } from "../../../env/tree/tree-shape.js";
import type { Belief, Contribution } from "../belief.js";
import type { LogitCase, LogitFeature } from "../logit-prior.js";
import { ArrowPosterior } from "./arrow-posterior.js";
import { type Column, commonPrior, featureColumns } from "./feature-columns.js";
import { groupBlocks, leavesOfSquares } from "./group-blocks.js";
import { LogisticSite, logistic, logisticNormalMean, logisticNormalMeans } from "./logistic-normal.js";

/** Least variance of a logit: what rounding may leave where nothing was left uncertain. */
const LEAST_VARIANCE = 1e-9;

/**
 * The logit of a leaf's chance to be good is a sum: a constant and weights times features, which may differ from grid to
 * grid; the effect of its square; that of its group, more alike to those nearby; that of its hole, where holes have
 * several positions. All are Gaussian before the first result. Each result is taken in by assumed-density filtering: the
 * Gaussian with the right mean and variance of the leaf's logit takes the place of what it truly would be.
 *
 * The first level below the cassette is taken as the grids, the groups' level as {@link groupLevelOf} says.
 */
export class HierarchicalBelief implements Belief {
  readonly probability: Float64Array;
  readonly prior: Float64Array;
  readonly latentMean: Float64Array;
  readonly latentVariance: Float64Array;
  readonly hasPredictions: boolean;
  readonly posterior: ArrowPosterior;
  readonly columns: readonly Column[];
  readonly typicalOffsets: Float64Array;
  readonly typicalSquares: Float64Array;
  readonly #case: LogitCase;
  readonly #tree: TargetTree;
  readonly #features: Float64Array;
  readonly #width: number;
  readonly #groupLevel: number;
  readonly #squares: Int32Array;
  readonly #firstGroupRow: Int32Array;
  /** Number of a group row's group in the posterior; −1 for other rows. By row less the first group row. */
  readonly #groupOf: Int32Array;
  /** Effects of holes that have several positions, taken as independent of all else. By row. */
  readonly #holeMean: Float64Array | undefined;
  readonly #holeVariance: Float64Array | undefined;
  readonly #holeDrawn: Float64Array | undefined;
  /** Covariance of a leaf's logit with the mean of its square's groups, per standard deviation of that. By row. */
  readonly #withSquare: Float64Array;
  /** Sum over results of minus the logarithm of the chance that each had. */
  surprise = 0;
  readonly #site = new LogisticSite();
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
  /** First row and end of the leaves of each square with groups. */
  readonly #leaves: Int32Array;
  readonly #common: Float64Array;
  readonly #effects: Float64Array;

  /**
   * Takes in the results that there are.
   *
   * @param features of which the prior speaks
   * @param only whether other features are left aside, instead of being learnt from scratch
   */
  constructor(
    session: Session,
    features: readonly LogitFeature[],
    of: LogitCase,
    hasPredictions: boolean,
    only = false,
  ) {
    const { tree, good } = session;
    const { columns, values } = featureColumns(session, features, of, only);
    const width = columns.length;
    const { blocks, squares, firstGroupRow } = groupBlocks(tree, of, width);
    this.#tree = tree;
    this.#case = of;
    this.#width = width;
    this.#features = values;
    this.#groupLevel = groupLevelOf(tree.shape);
    this.#squares = squares;
    this.#firstGroupRow = firstGroupRow;
    this.columns = columns;
    this.hasPredictions = hasPredictions;
    this.typicalOffsets = Float64Array.from(of.typicalOffsets.flat());
    this.typicalSquares = Float64Array.from(of.typicalSquares);
    const grids = Math.max(1, tree.levelStart[2]! - tree.levelStart[1]!);
    const { mean, covariance } = commonPrior(columns, grids);
    this.posterior = new ArrowPosterior(mean, covariance, width, blocks);
    const groupStart = tree.levelStart[this.#groupLevel]!;
    this.#groupOf = new Int32Array(tree.levelStart[this.#groupLevel + 1]! - groupStart).fill(-1);
    blocks.forEach((block, b) => {
      for (let i = 0; i < block.groups; i++) {
        this.#groupOf[firstGroupRow[b]! - groupStart + i] = this.posterior.firstGroup[b]! + i;
      }
    });
    if (tree.leafLevel > this.#groupLevel + 1) {
      this.#holeMean = new Float64Array(tree.firstLeaf);
      this.#holeVariance = new Float64Array(tree.firstLeaf).fill(of.hole);
      this.#holeDrawn = new Float64Array(tree.firstLeaf);
    }
    this.probability = new Float64Array(tree.size);
    this.latentMean = new Float64Array(tree.size);
    this.latentVariance = new Float64Array(tree.size);
    this.#withSquare = new Float64Array(tree.size);
    this.#scratch = new Float64Array(width);
    this.#reach = new Float64Array(width);
    this.#nodeReach = new Float64Array(width);
    this.#leafColumns = Int32Array.from(columns.flatMap(({ level }, c) => (level === tree.leafLevel ? [c] : [])));
    this.#leaves = leavesOfSquares(tree, squares);
    this.#common = new Float64Array(grids * width);
    this.#effects = new Float64Array(this.posterior.blockOf.length);
    this.update();
    this.prior = Float64Array.from(this.probability);
    let results = 0;
    for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
      if (good[leaf] === -1) continue;
      this.observe(leaf, good[leaf] === 1);
      results++;
    }
    if (results > 0) this.update();
  }

  observe(leaf: number, good: boolean): void {
    const group = this.#groupOfLeaf(leaf);
    const at = leaf * this.#width;
    const site = this.#site;
    const { posterior } = this;
    posterior.predict(group, this.#features, at);
    const holes = this.#holeMean;
    if (holes === undefined) {
      site.set(posterior.predictedMean, Math.max(LEAST_VARIANCE, posterior.predictedVariance), good);
      posterior.measure(group, this.#features, at, site.value, site.variance);
      this.surprise -= Math.log(site.chance);
      return;
    }
    const hole = this.#tree.parent[leaf]!;
    const mean = holes[hole]!;
    const variance = this.#holeVariance![hole]!;
    const total = posterior.predictedVariance + variance;
    const expected = posterior.predictedMean + mean;
    site.set(expected, Math.max(LEAST_VARIANCE, total), good);
    const gain = variance / (total + site.variance);
    posterior.measure(group, this.#features, at, site.value - mean, site.variance + variance);
    holes[hole] = mean + gain * (site.value - expected);
    this.#holeVariance![hole] = variance * (1 - gain);
    this.surprise -= Math.log(site.chance);
  }

  /** Row of each of the posterior's blocks. */
  get squareRows(): Int32Array {
    return this.#squares;
  }

  update(): void {
    const { level, firstLeaf, levelStart } = this.#tree;
    const squareLevel = this.#groupLevel - 1;
    const grids = levelStart[2]! - levelStart[1]!;
    this.latentMean[0] = this.#sampleEffect();
    this.latentVariance[0] = this.columns[0]!.variance;
    for (let row = 1; row < firstLeaf && level[row]! <= squareLevel; row++) this.#updateUngrouped(row);
    for (let block = 0; block < this.#squares.length; block++) this.#updateSquare(block);
    if (grids === 0) this.latentVariance[0] = this.columns[0]!.variance;
  }

  chanceAt(leaf: number, z: number): number {
    return logistic(this.latentMean[leaf]! + z * Math.sqrt(this.latentVariance[leaf]!));
  }

  offset(row: number): number {
    const tree = this.#tree;
    const { mean } = this.posterior;
    const column = this.#firstColumn(row);
    const above = tree.isLeaf(row) ? this.#groupLevel : tree.level[row]! - 1;
    let sum = 0;
    for (let c = 1; c < this.#width; c++) {
      if (this.columns[c]!.level > above) sum += mean[column + c]! * this.#features[row * this.#width + c]!;
    }
    return this.#holeMean === undefined || !tree.isLeaf(row) ? sum : sum + this.#holeMean[tree.parent[row]!]!;
  }

  chanceBelow(node: number, offset: number, z = 0): number {
    const shared = this.#sharedBelow(node);
    const mean = this.latentMean[node]! + offset;
    if (z === 0) return logisticNormalMean(mean, shared + this.#within());
    return logisticNormalMean(mean + z * Math.sqrt(shared), this.#within());
  }

  probabilityIf(z: number, into: Float64Array): void {
    const { latentMean, latentVariance } = this;
    for (let block = 0; block < this.#squares.length; block++) {
      const [first, end] = [this.#leaves[2 * block]!, this.#leaves[2 * block + 1]!];
      logisticNormalMeans(latentMean, latentVariance, first, end, into, this.#withSquare, z);
    }
  }

  sample(random: RandomStream, chances: Float64Array): void {
    const { tree, width } = { tree: this.#tree, width: this.#width };
    this.posterior.sample(random, this.#common, this.#effects);
    const holes = this.#holeDrawn;
    if (holes !== undefined) {
      for (let hole = tree.levelStart[tree.leafLevel - 1]!; hole < tree.firstLeaf; hole++) {
        if (this.#groupOfLeaf(hole) === -1) continue;
        holes[hole] = this.#holeMean![hole]! + Math.sqrt(this.#holeVariance![hole]!) * random.normal();
      }
    }
    for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
      const group = this.#groupOfLeaf(leaf);
      if (group === -1) continue;
      const column = this.#firstColumn(leaf);
      let sum = this.#effects[group]! + (holes === undefined ? 0 : holes[tree.parent[leaf]!]!);
      for (let c = 0; c < width; c++) sum += this.#common[column + c]! * this.#features[leaf * width + c]!;
      chances[leaf] = logistic(sum);
    }
  }

  explain(leaf: number): readonly Contribution[] {
    const tree = this.#tree;
    const { levels } = tree.shape;
    const { mean } = this.posterior;
    const column = this.#firstColumn(leaf);
    const baseline = this.columns[0]!.mean;
    const sample = this.#sampleEffect() - baseline;
    const square = this.#squareEffect(leaf);
    const group = this.#groupOfLeaf(leaf);
    const block = this.posterior.blockOf[group]!;
    const parts: Contribution[] = [
      { name: "baseline", kind: "baseline", value: baseline },
      { name: levels[0]!, kind: "level", value: sample },
      { name: levels[1]!, kind: "level", value: mean[column]! - baseline - sample },
      { name: levels[this.#groupLevel - 1]!, kind: "level", value: square },
      { name: levels[this.#groupLevel]!, kind: "level", value: this.#groupMean(group, block) - square },
    ];
    if (this.#holeMean !== undefined) {
      const hole = this.#holeMean[tree.parent[leaf]!]!;
      parts.push({ name: levels[this.#groupLevel + 1]!, kind: "level", value: hole });
    }
    for (let c = 1; c < this.#width; c++) {
      const value = mean[column + c]! * this.#features[leaf * this.#width + c]!;
      parts.push({ name: this.columns[c]!.name, kind: "feature", value });
    }
    return parts;
  }

  /** Mean of what all grids have in common: the constant of the prior and the sample's effect. */
  #sampleEffect(): number {
    const { mean: baseline, variance, gridVariance } = this.columns[0]!;
    const { mean, size } = this.posterior;
    const grids = size / this.#width;
    let sum = 0;
    for (let at = 0; at < size; at += this.#width) sum += mean[at]! - baseline;
    const total = gridVariance + grids * variance;
    return baseline + (total === 0 ? 0 : (variance / total) * sum);
  }

  /** Mean of a group's effect, its square's included. */
  #groupMean(group: number, block: number): number {
    const { offset, slope, mean, blocks } = this.posterior;
    const { firstColumn } = blocks[block]!;
    let sum = offset[group]!;
    for (let c = 0; c < this.#width; c++) sum += slope[group * this.#width + c]! * mean[firstColumn + c]!;
    return sum;
  }

  /** Mean of the effect that the groups of a leaf's square have in common, as the prior shares them out. */
  #squareEffect(leaf: number): number {
    const { blockOf, firstGroup, blocks } = this.posterior;
    const block = blockOf[this.#groupOfLeaf(leaf)]!;
    const { groups, covariance } = blocks[block]!;
    const { square } = this.#case;
    let all = 0;
    let sum = 0;
    for (let i = 0; i < groups * groups; i++) all += covariance[i]!;
    for (let i = 0; i < groups; i++) sum += this.#groupMean(firstGroup[block]! + i, block);
    return all === 0 ? 0 : ((square * groups) / all) * sum;
  }

  /** A node above the groups: what its leaves will have in common, as far as its own features go. */
  #updateUngrouped(row: number): void {
    const { level } = this.#tree;
    const { mean, covariance, size } = this.posterior;
    const width = this.#width;
    const column = this.#firstColumn(row);
    const at = row * width;
    let sum = 0;
    let variance = 0;
    for (let c = 0; c < width; c++) {
      const loading = this.#features[at + c]!;
      sum += loading * mean[column + c]!;
      for (let d = 0; d < width; d++) {
        variance += loading * this.#features[at + d]! * covariance[(column + c) * size + column + d]!;
      }
    }
    this.latentMean[row] = sum;
    this.latentVariance[row] = variance;
    if (level[row] === this.#groupLevel - 1) this.latentVariance[row]! += this.#case.square;
  }

  /** A square whose groups were found: itself, its groups and their leaves. */
  #updateSquare(block: number): void {
    const { posterior } = this;
    const { groups } = posterior.blocks[block]!;
    const first = posterior.firstGroup[block]!;
    const square = this.#squares[block]!;
    const residual = posterior.residuals[block]!;
    this.#updateSquareMean(block, square, first, groups);
    for (let i = 0; i < groups; i++) {
      const row = this.#firstGroupRow[block]! + i;
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
    const width = this.#width;
    const loading = this.#scratch;
    let expected = 0;
    let variance = 0;
    for (let c = 0; c < width; c++) {
      let sum = 0;
      for (let i = 0; i < groups; i++) sum += slope[(first + i) * width + c]!;
      loading[c] = this.#features[square * width + c]! + sum / groups;
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
    this.latentMean[square] = expected;
    this.latentVariance[square] = Math.max(0, variance);
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
    const tree = this.#tree;
    const width = this.#width;
    const { mean, covariance, size, slope, offset, blocks, firstGroup } = this.posterior;
    const { firstColumn, groups } = blocks[block]!;
    const group = firstGroup[block]! + place;
    const features = this.#features;
    const loading = this.#scratch;
    const reach = this.#nodeReach;
    const squareReach = this.#reach;
    const isHole = tree.level[node]! > this.#groupLevel;
    let expected = offset[group]!;
    let variance = this.posterior.residuals[block]![place * groups + place]!;
    if (isHole) {
      expected += this.#holeMean![node]!;
      variance += this.#holeVariance![node]!;
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
    this.latentMean[node] = expected;
    this.latentVariance[node] = Math.max(0, variance);
    const firstChild = tree.firstChild[node]!;
    const end = firstChild + tree.childCount[node]!;
    if (!tree.isLeaf(firstChild)) {
      for (let hole = firstChild; hole < end; hole++) this.#updateBelow(hole, block, place);
      return;
    }
    const own = this.#leafColumns;
    const { latentMean, latentVariance } = this;
    const squarePart = this.#withSquare;
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

  /** Variance of what a node above the groups and a square below it add. */
  #sharedBelow(node: number): number {
    return this.latentVariance[node]! + (this.#tree.level[node]! < this.#groupLevel - 1 ? this.#case.square : 0);
  }

  /** Variance of what lies between a square and a leaf. */
  #within(): number {
    const { group, hole } = this.#case;
    return this.#holeMean === undefined ? group : group + hole;
  }

  #groupAbove(leaf: number): number {
    const { parent, level } = this.#tree;
    let at = leaf;
    while (level[at]! > this.#groupLevel) at = parent[at]!;
    return at;
  }

  #groupOfLeaf(leaf: number): number {
    return this.#groupOf[this.#groupAbove(leaf) - this.#tree.levelStart[this.#groupLevel]!]!;
  }

  #firstColumn(row: number): number {
    return (this.#tree.ancestor(row, 1) - 1) * this.#width;
  }
}
