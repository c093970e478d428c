import type { RandomStream } from "../../../env/random/random-stream.js";
import type { Session } from "../../../env/session/session.js";
import type { Belief, Contribution } from "../belief.js";
import type { LogitCase, LogitFeature } from "../logit-prior.js";
import { ArrowPosterior } from "./arrow-posterior.js";
import { type Column, commonPrior, featureColumns } from "./feature-columns.js";
import { groupBlocks, leavesOfSquares } from "./group-blocks.js";
import { GroupedRows } from "./grouped-rows.js";
import { type HoleEffects, LatentMoments, LEAST_VARIANCE } from "./latent-moments.js";
import { groupEffect, sampleEffect, squareEffect } from "./level-effects.js";
import { LogisticSite, logistic, logisticNormalMean, logisticNormalMeans } from "./logistic-normal.js";

/**
 * The logit of a leaf's chance to be good is a sum: a constant and weights times features, which may differ from grid to
 * grid; the effect of its square; that of its group, more alike to those nearby; that of its hole, where holes have
 * several positions. All are Gaussian before the first result. Each result is taken in by assumed-density filtering: the
 * Gaussian with the right mean and variance of the leaf's logit takes the place of what it truly would be.
 *
 * The first level below the cassette is taken as the grids, the groups' level as `groupLevelOf` says.
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
  readonly #rows: GroupedRows;
  readonly #features: Float64Array;
  readonly #holes: HoleEffects | undefined;
  readonly #moments: LatentMoments;
  /** Sum over results of minus the logarithm of the chance that each had. */
  surprise = 0;
  readonly #site = new LogisticSite();
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
    const grouped = groupBlocks(tree, of, width);
    this.#case = of;
    this.#features = values;
    this.columns = columns;
    this.hasPredictions = hasPredictions;
    this.typicalOffsets = Float64Array.from(of.typicalOffsets.flat());
    this.typicalSquares = Float64Array.from(of.typicalSquares);
    const grids = Math.max(1, tree.levelStart[2]! - tree.levelStart[1]!);
    const { mean, covariance } = commonPrior(columns, grids);
    this.posterior = new ArrowPosterior(mean, covariance, width, grouped.blocks);
    this.#rows = new GroupedRows(tree, width, grouped, this.posterior.firstGroup);
    if (tree.leafLevel > this.#rows.groupLevel + 1) {
      this.#holes = {
        mean: new Float64Array(tree.firstLeaf),
        variance: new Float64Array(tree.firstLeaf).fill(of.hole),
        drawn: new Float64Array(tree.firstLeaf),
      };
    }
    const { posterior } = this;
    this.#moments = new LatentMoments({
      rows: this.#rows,
      posterior,
      columns,
      features: values,
      of,
      holes: this.#holes,
    });
    this.probability = this.#moments.probability;
    this.latentMean = this.#moments.mean;
    this.latentVariance = this.#moments.variance;
    this.#leaves = leavesOfSquares(tree, this.#rows.squares);
    this.#common = new Float64Array(grids * width);
    this.#effects = new Float64Array(posterior.blockOf.length);
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
    const group = this.#rows.groupOf(leaf);
    const at = leaf * this.#rows.width;
    const site = this.#site;
    const { posterior } = this;
    posterior.predict(group, this.#features, at);
    const holes = this.#holes;
    if (holes === undefined) {
      site.set(posterior.predictedMean, Math.max(LEAST_VARIANCE, posterior.predictedVariance), good);
      posterior.measure(group, this.#features, at, site.value, site.variance);
      this.surprise -= Math.log(site.chance);
      return;
    }
    const hole = this.#rows.tree.parent[leaf]!;
    const mean = holes.mean[hole]!;
    const variance = holes.variance[hole]!;
    const total = posterior.predictedVariance + variance;
    const expected = posterior.predictedMean + mean;
    site.set(expected, Math.max(LEAST_VARIANCE, total), good);
    const gain = variance / (total + site.variance);
    posterior.measure(group, this.#features, at, site.value - mean, site.variance + variance);
    holes.mean[hole] = mean + gain * (site.value - expected);
    holes.variance[hole] = variance * (1 - gain);
    this.surprise -= Math.log(site.chance);
  }

  /** Row of each of the posterior's blocks. */
  get squareRows(): Int32Array {
    return this.#rows.squares;
  }

  update(): void {
    this.#moments.update();
  }

  chanceAt(leaf: number, z: number): number {
    return logistic(this.latentMean[leaf]! + z * Math.sqrt(this.latentVariance[leaf]!));
  }

  offset(row: number): number {
    const { tree, width, groupLevel } = this.#rows;
    const { mean } = this.posterior;
    const column = this.#rows.firstColumn(row);
    const above = tree.isLeaf(row) ? groupLevel : tree.level[row]! - 1;
    let sum = 0;
    for (let c = 1; c < width; c++) {
      if (this.columns[c]!.level > above) sum += mean[column + c]! * this.#features[row * width + c]!;
    }
    return this.#holes === undefined || !tree.isLeaf(row) ? sum : sum + this.#holes.mean[tree.parent[row]!]!;
  }

  chanceBelow(node: number, offset: number, z = 0): number {
    const shared = this.#sharedBelow(node);
    const mean = this.latentMean[node]! + offset;
    if (z === 0) return logisticNormalMean(mean, shared + this.#within());
    return logisticNormalMean(mean + z * Math.sqrt(shared), this.#within());
  }

  probabilityIf(z: number, into: Float64Array): void {
    const { latentMean, latentVariance } = this;
    for (let block = 0; block < this.#rows.squares.length; block++) {
      const [first, end] = [this.#leaves[2 * block]!, this.#leaves[2 * block + 1]!];
      logisticNormalMeans(latentMean, latentVariance, first, end, into, this.#moments.withSquare, z);
    }
  }

  sample(random: RandomStream, chances: Float64Array): void {
    const { tree, width } = this.#rows;
    this.posterior.sample(random, this.#common, this.#effects);
    const holes = this.#holes;
    if (holes !== undefined) {
      for (let hole = tree.levelStart[tree.leafLevel - 1]!; hole < tree.firstLeaf; hole++) {
        if (this.#rows.groupOf(hole) === -1) continue;
        holes.drawn[hole] = holes.mean[hole]! + Math.sqrt(holes.variance[hole]!) * random.normal();
      }
    }
    for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
      const group = this.#rows.groupOf(leaf);
      if (group === -1) continue;
      const column = this.#rows.firstColumn(leaf);
      let sum = this.#effects[group]! + (holes === undefined ? 0 : holes.drawn[tree.parent[leaf]!]!);
      for (let c = 0; c < width; c++) sum += this.#common[column + c]! * this.#features[leaf * width + c]!;
      chances[leaf] = logistic(sum);
    }
  }

  explain(leaf: number): readonly Contribution[] {
    const { tree, groupLevel, width } = this.#rows;
    const { posterior, columns } = this;
    const { levels } = tree.shape;
    const { mean } = posterior;
    const column = this.#rows.firstColumn(leaf);
    const baseline = columns[0]!.mean;
    const sample = sampleEffect(posterior, columns) - baseline;
    const group = this.#rows.groupOf(leaf);
    const block = posterior.blockOf[group]!;
    const square = squareEffect(posterior, width, this.#case, block);
    const parts: Contribution[] = [
      { name: "baseline", kind: "baseline", value: baseline },
      { name: levels[0]!, kind: "level", value: sample },
      { name: levels[1]!, kind: "level", value: mean[column]! - baseline - sample },
      { name: levels[groupLevel - 1]!, kind: "level", value: square },
      { name: levels[groupLevel]!, kind: "level", value: groupEffect(posterior, width, group, block) - square },
    ];
    if (this.#holes !== undefined) {
      const hole = this.#holes.mean[tree.parent[leaf]!]!;
      parts.push({ name: levels[groupLevel + 1]!, kind: "level", value: hole });
    }
    for (let c = 1; c < width; c++) {
      const value = mean[column + c]! * this.#features[leaf * width + c]!;
      parts.push({ name: columns[c]!.name, kind: "feature", value });
    }
    return parts;
  }

  /** Variance of what a node above the groups and a square below it add. */
  #sharedBelow(node: number): number {
    return (
      this.latentVariance[node]! + (this.#rows.tree.level[node]! < this.#rows.groupLevel - 1 ? this.#case.square : 0)
    );
  }

  /** Variance of what lies between a square and a leaf. */
  #within(): number {
    const { group, hole } = this.#case;
    return this.#holes === undefined ? group : group + hole;
  }
}
