import { normalProbability } from "./normal-table.js";

/** Points of the integrals over the distribution. */
const STEPS = 400;
const CLASS_STEPS = 40;

/**
 * Distribution of the CTF resolution of all holes, split into a good and a bad class: the logarithm's quantile function
 * is linear between given points.
 */
export class CtfDistribution {
  readonly #probability: Float64Array;
  readonly #log: Float64Array;
  /** Probability of the good class. */
  readonly split: number;
  /** Mean of the logarithm. */
  readonly mean: number;
  /** Standard deviation of the logarithm. */
  readonly sd: number;
  /** Least known |correlation| of a predictor by its AUC of 0.5, … 1. */
  readonly #aucs: Float64Array;

  /** @param points [probability, Å] rising in both, from probability 0 to 1 */
  constructor(points: readonly (readonly [number, number])[], goodAngstrom: number) {
    this.#probability = Float64Array.from(points, ([probability]) => probability);
    this.#log = Float64Array.from(points, ([, angstrom]) => Math.log(angstrom));
    this.split = this.#probabilityOf(Math.log(goodAngstrom));
    const logs = Float64Array.from({ length: STEPS }, (_, i) => this.log((i + 0.5) / STEPS));
    this.mean = logs.reduce((sum, log) => sum + log, 0) / STEPS;
    this.sd = Math.sqrt(logs.reduce((sum, log) => sum + (log - this.mean) ** 2, 0) / STEPS);
    this.#aucs = Float64Array.from({ length: 100 }, (_, i) => this.#auc(i / 100));
  }

  /** Logarithm of the CTF resolution below which this share of the holes lies. */
  log(probability: number): number {
    let i = 1;
    while (i < this.#probability.length - 1 && this.#probability[i]! < probability) i++;
    const below = this.#probability[i - 1]!;
    const weight = Math.min(1, Math.max(0, (probability - below) / (this.#probability[i]! - below)));
    return this.#log[i - 1]! + weight * (this.#log[i]! - this.#log[i - 1]!);
  }

  /** The same within a class, by the rank in it, 0 best. */
  logInClass(good: boolean, rank: number): number {
    return this.log(good ? rank * this.split : this.split + rank * (1 - this.split));
  }

  /**
   * Correlation of the logarithms of predicted and true CTF resolution at which a predictor has an AUC for the good
   * class; negative if the AUC is below one half.
   */
  correlationForAuc(auc: number): number {
    const wanted = Math.max(auc, 1 - auc);
    const aucs = this.#aucs;
    let i = 1;
    while (i < aucs.length - 1 && aucs[i]! < wanted) i++;
    const weight = Math.min(1, (wanted - aucs[i - 1]!) / (aucs[i]! - aucs[i - 1]!));
    return ((i - 1 + weight) / 100) * (auc < 0.5 ? -1 : 1);
  }

  /** Probability that a good hole has a better prediction than a bad one, at a correlation of at least 0. */
  #auc(correlation: number): number {
    if (this.split <= 0 || this.split >= 1) return 0.5 + correlation / 2;
    const noise = Math.sqrt(2 * (1 - correlation ** 2)) * this.sd;
    let sum = 0;
    for (let i = 0; i < CLASS_STEPS; i++) {
      const good = this.logInClass(true, (i + 0.5) / CLASS_STEPS);
      for (let j = 0; j < CLASS_STEPS; j++) {
        const bad = this.logInClass(false, (j + 0.5) / CLASS_STEPS);
        sum += normalProbability((correlation * (bad - good)) / noise);
      }
    }
    return sum / CLASS_STEPS ** 2;
  }

  #probabilityOf(log: number): number {
    let low = 0;
    let high = 1;
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (this.log(middle) < log) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
}
