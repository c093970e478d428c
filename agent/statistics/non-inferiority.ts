import { mean, sampleStandardDeviation } from "simple-statistics";
import { requirePairs } from "./score-matrix.js";
import { studentProbability, studentQuantile } from "./student-distribution.js";

export interface NonInferiorityOptions {
  /** What may be lost, as a share of the size of the reference's mean (default: 0.02). */
  readonly marginShare?: number;
  /** Chance of a false "not worse" (default: 0.05). */
  readonly level?: number;
}

export interface NonInferiority {
  /** Mean of first less second. */
  readonly difference: number;
  /** What may be lost, in the scores' unit; 0 or above. */
  readonly margin: number;
  /** One-sided limit below the difference with confidence 1 − level; −∞ for a single episode. */
  readonly lowerLimit: number;
  /** Chance of such a difference or a higher one if the true one were −margin. Over several tests: {@link holm}. */
  readonly pValue: number;
  /** Whether {@link lowerLimit} lies above −margin, this test by itself. */
  readonly notWorse: boolean;
  /** Standard deviation of the paired differences, for {@link episodesForPower}; NaN for a single episode. */
  readonly sd: number;
}

/**
 * Whether the first is not worse than the second by more than a margin, on the same episodes: Student's one-sided t
 * test on the paired differences (Wellek 2010, Testing statistical hypotheses of equivalence and noninferiority).
 * The margin is a share of the reference's mean as measured and is taken as known; where that mean is about 0, so is
 * the margin, and only what is better passes.
 *
 * @param a returns of the policy in question, episode by episode
 * @param b returns of the reference in the same episodes
 * @throws RangeError for different numbers of episodes, none, or numbers that are not finite
 * @example nonInferiority([99, 101, 100], [100, 101, 99], { marginShare: 0.02 }).notWorse // true
 */
export function nonInferiority(
  a: readonly number[],
  b: readonly number[],
  { marginShare = 0.02, level = 0.05 }: NonInferiorityOptions = {},
): NonInferiority {
  requirePairs([a], [b]);
  const differences = a.map((value, i) => value - b[i]!);
  const difference = mean(differences);
  const margin = marginShare * Math.abs(mean([...b]));
  const degrees = differences.length - 1;
  if (degrees < 1) {
    const lowerLimit = Number.NEGATIVE_INFINITY;
    return { difference, margin, lowerLimit, pValue: 1, notWorse: false, sd: Number.NaN };
  }
  const sd = sampleStandardDeviation(differences);
  const error = sd / Math.sqrt(differences.length);
  const lowerLimit = difference - studentQuantile(1 - level, degrees) * error;
  return {
    difference,
    margin,
    lowerLimit,
    pValue: pValue(difference + margin, error, degrees),
    notWorse: lowerLimit > -margin,
    sd,
  };
}

function pValue(above: number, error: number, degrees: number): number {
  if (error === 0) return above > 0 ? 0 : 1;
  return studentProbability(-above / error, degrees);
}
