import type { Session } from "../../../env/session/session.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import { PREDICTED_CTF_RESOLUTION } from "../../../env/tree/feature-schema.js";
import type { TargetTree } from "../../../env/tree/target-tree.js";
import { groupLevelOf } from "../../../env/tree/tree-shape.js";
import type { KernelParameters } from "./kernel-parameters.js";
import { standardisedFeatures } from "./standardised-features.js";

/**
 * A hole with several positions is as uncertain of its own as each of them is: what leaves have of their own is split in
 * halves, and the rest counts more beside it. An estimate: no session with several micrographs a hole was at hand.
 */
const POSITION_SCALE = Math.SQRT2;

/**
 * Mean and covariance of the latent quality of all targets found, before any result. A leaf's is the sum of
 *
 * - an effect of each node above it, the sample included; the groups of a square are alike the nearer their stage
 *   positions are (squared exponential in the distance), or independent where positions are not known,
 * - a line in its standardised features, and a smooth function of all of them (squared exponential); a missing feature
 *   is 0 and sets a flag, which is a feature too.
 *
 * A node's is the sum of the effects of itself and what is above it. Rows are {@link Kernel.rows}' places, not the
 * tree's rows.
 */
export class Kernel {
  /** The tree's rows of what was found: nodes first, then leaves. */
  readonly rows: Int32Array;
  /** Place in {@link rows} of the first leaf. */
  readonly firstLeaf: number;
  /** Mean before any result; 0 for nodes. */
  readonly mean: Float64Array;
  /** Mean of a leaf that has none of the features. */
  readonly meanWithoutFeatures: number;
  /** Whether some leaf has a feature or, before any is found, whether the session's schema names one. */
  readonly hasFeatures: boolean;
  /** Variance of the effects of a level's nodes; 0 for leaves, whose own is the unit. [levels] */
  readonly effectVariance: Float64Array;
  readonly #levels: number;
  readonly #groupLevel: number;
  /** The tree's row of each place's ancestor by level, itself included; −1 below it. [places × levels] */
  readonly #above: Int32Array;
  readonly #groupX: Float64Array;
  readonly #groupY: Float64Array;
  readonly #dimensions: number;
  /** Standardised features and flags. [leaves × dimensions] */
  readonly #features: Float64Array;
  readonly #weightVariance: Float64Array;
  readonly #smoothVariance: number;
  readonly #inverseSmoothArea: number;
  readonly #inverseGroupArea: number;

  /** @param only leaves that it is about, by row of the tree; default: all that were found */
  constructor(session: Session, parameters: KernelParameters, only?: readonly number[]) {
    const { tree } = session;
    const { shape } = tree;
    const scale = shape.levels.includes("position") ? POSITION_SCALE : 1;
    this.rows = foundRows(session, only);
    const firstLeaf = this.rows.findIndex((row) => tree.isLeaf(row));
    this.firstLeaf = firstLeaf === -1 ? this.rows.length : firstLeaf;
    this.#levels = shape.levels.length;
    this.#groupLevel = groupLevelOf(shape);
    this.#above = ancestors(tree, this.rows);
    this.effectVariance = Float64Array.from(shape.levels, (name, level) => {
      if (level === tree.leafLevel) return 0;
      return name === "hole" ? 1 : (scale * (parameters.effectSds[name] ?? 0)) ** 2;
    });
    this.#groupX = tree.stageXMicrometers;
    this.#groupY = tree.stageYMicrometers;
    const leaves = this.rows.subarray(this.firstLeaf);
    const { values, dimensions, hasFeatures } = standardisedFeatures(tree, leaves, parameters.features);
    this.#features = values;
    this.#dimensions = dimensions;
    this.hasFeatures = hasFeatures;
    const weights = parameters.features.flatMap(({ weight, missingWeight }) => [weight, missingWeight]);
    const missing = parameters.features.reduce((sum, { missingWeight }) => sum + missingWeight, parameters.intercept);
    this.meanWithoutFeatures = scale * missing;
    this.mean = new Float64Array(this.rows.length);
    for (let place = this.firstLeaf; place < this.rows.length; place++) {
      let sum = parameters.intercept;
      const at = (place - this.firstLeaf) * dimensions;
      for (let d = 0; d < dimensions; d++) sum += weights[d]! * values[at + d]!;
      this.mean[place] = scale * sum;
    }
    this.#weightVariance = Float64Array.from(
      parameters.features.flatMap(({ name }) => {
        const sd = name === PREDICTED_CTF_RESOLUTION.name ? parameters.predictionWeightSd : parameters.weightSd;
        return [(scale * sd) ** 2, (scale * parameters.weightSd) ** 2];
      }),
    );
    this.#smoothVariance = (scale * parameters.smoothSd) ** 2;
    this.#inverseSmoothArea = 1 / (2 * parameters.smoothLength ** 2);
    this.#inverseGroupArea = 1 / (2 * parameters.groupLengthMicrometers ** 2);
  }

  /** Covariance of two places. */
  covariance(a: number, b: number): number {
    const nodes = this.#nodeCovariance(a, b);
    return a < this.firstLeaf || b < this.firstLeaf ? nodes : nodes + this.#featureCovariance(a, b);
  }

  #nodeCovariance(a: number, b: number): number {
    const above = this.#above;
    const ofA = a * this.#levels;
    const ofB = b * this.#levels;
    let sum = this.effectVariance[0]!;
    for (let level = 1; level < this.#levels; level++) {
      const nodeA = above[ofA + level]!;
      const nodeB = above[ofB + level]!;
      if (nodeA === -1 || nodeB === -1) break;
      if (nodeA === nodeB) {
        sum += this.effectVariance[level]!;
        continue;
      }
      if (level === this.#groupLevel) sum += this.effectVariance[level]! * this.#likeness(nodeA, nodeB);
      break;
    }
    return sum;
  }

  /** Correlation of the effects of two groups of a square; 0 where a position is not known. */
  #likeness(groupA: number, groupB: number): number {
    const x = this.#groupX[groupA]! - this.#groupX[groupB]!;
    const y = this.#groupY[groupA]! - this.#groupY[groupB]!;
    const distance = (x * x + y * y) * this.#inverseGroupArea;
    return Number.isNaN(distance) ? 0 : Math.exp(-distance);
  }

  #featureCovariance(a: number, b: number): number {
    const ofA = (a - this.firstLeaf) * this.#dimensions;
    const ofB = (b - this.firstLeaf) * this.#dimensions;
    let line = 0;
    let distance = 0;
    for (let d = 0; d < this.#dimensions; d++) {
      const valueA = this.#features[ofA + d]!;
      const valueB = this.#features[ofB + d]!;
      line += this.#weightVariance[d]! * valueA * valueB;
      distance += (valueA - valueB) * (valueA - valueB);
    }
    return line + this.#smoothVariance * Math.exp(-distance * this.#inverseSmoothArea);
  }
}

/** Rows whose parent has shown its children. */
function foundRows({ tree, status }: Session, only: readonly number[] | undefined): Int32Array {
  const rows: number[] = [];
  const wanted = only === undefined ? undefined : new Set(only);
  for (let row = 0; row < tree.size; row++) {
    if (tree.isLeaf(row) && wanted?.has(row) === false) continue;
    if (row > 0 && tree.childCount[tree.parent[row]!] === 0) continue;
    if (status[row] !== TargetStatus.Hidden) rows.push(row);
  }
  return Int32Array.from(rows);
}

function ancestors({ level, parent, shape }: TargetTree, rows: Int32Array): Int32Array {
  const width = shape.levels.length;
  const above = new Int32Array(rows.length * width).fill(-1);
  rows.forEach((row, place) => {
    for (let at = row; at >= 0; at = parent[at]!) above[place * width + level[at]!] = at;
  });
  return above;
}
