import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import type { CtfDistribution } from "./ctf-distribution.js";
import { keyedNormal, normalProbability } from "./normal-table.js";
import type { Sample } from "./sample.js";

/** What the regressor sees in an empty hole: a CTF resolution that this share of all holes stays below. */
const EMPTY_RANK = 0.98;

/**
 * An imperfect regressor of the CTF resolution: of all that have its correlation with the truth (of the logarithms), the
 * one that guesses nearest, so that a poor one guesses near the mean.
 */
export class Predictor {
  readonly #emptyLog: number;

  constructor(
    readonly distribution: CtfDistribution,
    readonly random: KeyedRandom,
    /** Whether it was trained on another sample. */
    readonly onOtherSample: boolean,
  ) {
    this.#emptyLog = distribution.log(EMPTY_RANK);
  }

  ofEmpty(hole: number, sample: Sample): number {
    return this.#guess(hole, sample.correlation, this.#emptyLog);
  }

  /**
   * @param logCtf logarithm of the true CTF resolution
   * @param soiling contamination in standard deviations
   */
  ofHole(hole: number, sample: Sample, logCtf: number, thickness: number, soiling: number): number {
    const log = this.onOtherSample ? this.#otherLog(hole, sample, thickness, soiling) : logCtf;
    return this.#guess(hole, sample.correlation, log);
  }

  #guess(hole: number, correlation: number, log: number): number {
    const { mean, sd } = this.distribution;
    const noise = Math.sqrt(1 - correlation * correlation) * sd * keyedNormal(this.random, hole, RandomKind.Prediction);
    return Math.exp(mean + Math.abs(correlation) * (correlation * (log - mean) + noise));
  }

  /** What the hole would be in the sample that the regressor knows: its ice and contamination say the same there. */
  #otherLog(hole: number, { predictorBenefit, good }: Sample, thickness: number, soiling: number): number {
    const rest = Math.sqrt(Math.max(0, 1 - good.ice ** 2 - good.contamination ** 2));
    const effect =
      good.contamination * soiling -
      good.ice * predictorBenefit.standardised(predictorBenefit.closeness(thickness)) +
      rest * keyedNormal(this.random, hole, RandomKind.Prediction, 1);
    return this.distribution.log(normalProbability(effect));
  }
}
