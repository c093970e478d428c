import { math } from "../../../env/math.js";
import type { TargetTree } from "../../../env/tree/target-tree.js";
import type { LogitCase } from "../logit-prior.js";
import { alike } from "./group-blocks.js";
import type { HierarchicalBelief } from "./hierarchical-belief.js";

/** Variances never fall below this: a world may always hold a surprise. */
const LEAST_VARIANCE = 1e-3;

/** Sums over worlds for one weight, or the constant: of what all grids share, and of what one has beyond that. */
interface WeightSums {
  /** Of the shared part's mean, and of its second moment around 0. */
  mean: number;
  square: number;
  worlds: number;
  gridSquare: number;
  grids: number;
}

/**
 * Second moments of all weights and effects as beliefs tell them after the results of whole worlds, and the prior under
 * which they are likeliest: the two steps of expectation–maximisation for a Gaussian hierarchical model (Dempster, Laird
 * & Rubin 1977).
 */
export class Moments {
  readonly #constant = noSums();
  readonly #weights: ReadonlyMap<string, WeightSums>;
  #squareSum = 0;
  #squares = 0;
  #groupSum = 0;
  #groups = 0;

  /** @param names of the weights */
  constructor(names: readonly string[]) {
    this.#weights = new Map(names.map((name) => [name, noSums()]));
  }

  /** @param of what the belief started from */
  add(belief: HierarchicalBelief, tree: TargetTree, of: LogitCase): void {
    this.#addWeights(belief);
    this.#addGroups(belief, tree, of);
  }

  /** The likeliest prior, with all else as it is. */
  maximised(of: LogitCase): LogitCase {
    const constant = maximisedWeight(this.#constant);
    return {
      ...of,
      intercept: { mean: constant.mean, variance: constant.variance },
      grid: constant.gridVariance,
      weights: Object.fromEntries([...this.#weights].map(([name, sums]) => [name, maximisedWeight(sums)])),
      square: Math.max(LEAST_VARIANCE, this.#squareSum / this.#squares),
      group: Math.max(LEAST_VARIANCE, this.#groupSum / this.#groups),
    };
  }

  /** What grids share, given what each has: with S = W 11ᵀ + V 1, it is W / (V + G W) times the sum of deviations. */
  #addWeights({ columns, posterior }: HierarchicalBelief): void {
    const { mean, covariance, size } = posterior;
    const width = columns.length;
    const grids = size / width;
    for (let c = 0; c < width; c++) {
      const column = columns[c]!;
      const sums = c === 0 ? this.#constant : this.#weights.get(column.weight ?? "");
      if (sums === undefined) continue;
      const total = column.gridVariance + grids * column.variance;
      const share = column.variance / total;
      const left = column.variance * (1 - grids * share);
      const deviation = (g: number) => mean[g * width + c]! - column.mean;
      const joint = (g: number, h: number) => covariance[(g * width + c) * size + h * width + c]!;
      const all = Array.from({ length: grids }, (_, g) => g);
      const sum = all.reduce((s, g) => s + deviation(g), 0);
      const rows = all.map((g) => all.reduce((s, h) => s + joint(g, h), 0));
      const whole = rows.reduce((s, row) => s + row, 0);
      const shared = column.mean + share * sum;
      sums.mean += shared;
      sums.square += shared * shared + share * share * whole + left;
      sums.worlds++;
      for (const g of all) {
        sums.gridSquare +=
          (deviation(g) - share * sum) ** 2 + joint(g, g) - 2 * share * rows[g]! + share * share * whole + left;
        sums.grids++;
      }
    }
  }

  #addGroups({ posterior, squareRows }: HierarchicalBelief, tree: TargetTree, of: LogitCase): void {
    const { mean, covariance, size, width, slope, offset, firstGroup } = posterior;
    posterior.blocks.forEach(({ groups, firstColumn }, block) => {
      const first = firstGroup[block]!;
      const row = tree.firstChild[squareRows[block]!]!;
      const places = Array.from({ length: groups }, (_, i) => i);
      const own = places.map((i) => places.map((j) => alike(tree, row, i, j, of)));
      const inverse = math.inv(own.map((line) => line.map((value) => of.square + of.group * value)));
      const effect = places.map((i) => {
        let sum = offset[first + i]!;
        for (let c = 0; c < width; c++) sum += slope[(first + i) * width + c]! * mean[firstColumn + c]!;
        return sum;
      });
      const second = places.map((i) =>
        places.map((j) => {
          let sum = posterior.residuals[block]![i * groups + j]! + effect[i]! * effect[j]!;
          for (let c = 0; c < width; c++) {
            for (let d = 0; d < width; d++) {
              sum +=
                slope[(first + i) * width + c]! *
                covariance[(firstColumn + c) * size + firstColumn + d]! *
                slope[(first + j) * width + d]!;
            }
          }
          return sum;
        }),
      );
      const share = inverse.map((line) => of.square * line.reduce((s, value) => s + value, 0));
      const left = of.square * (1 - share.reduce((s, value) => s + value, 0));
      const throughShare = second.map((line) => line.reduce((s, value, j) => s + value * share[j]!, 0));
      const square = throughShare.reduce((s, value, i) => s + value * share[i]!, 0);
      this.#squareSum += square + left;
      this.#squares++;
      // Of what groups have beyond their square's effect: second moment, weighed by how alike they are.
      const ownInverse = math.inv(own);
      for (const i of places) {
        for (const j of places) {
          this.#groupSum += ownInverse[i]![j]! * (second[i]![j]! - throughShare[i]! - throughShare[j]! + square + left);
        }
      }
      this.#groups += groups;
    });
  }
}

function noSums(): WeightSums {
  return { mean: 0, square: 0, worlds: 0, gridSquare: 0, grids: 0 };
}

/** Weights that no world told anything of stay at 0. */
function maximisedWeight({ mean: sum, square, worlds, gridSquare, grids }: WeightSums): LogitCase["weights"][string] {
  const mean = worlds === 0 ? 0 : sum / worlds;
  return {
    mean,
    variance: Math.max(LEAST_VARIANCE, worlds === 0 ? 0 : square / worlds - mean * mean),
    gridVariance: Math.max(LEAST_VARIANCE, grids === 0 ? 0 : gridSquare / grids),
  };
}
