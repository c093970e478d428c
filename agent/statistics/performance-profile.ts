import type { ScoreMatrix } from "./score-matrix.js";
import { taskMeans } from "./task-averages.js";

/**
 * Share of all runs of all tasks that score above each threshold: the run-score distribution (Agarwal et al. 2021,
 * section 4.2). Falls from left to right; the curve of a policy that is better everywhere lies above.
 *
 * @param taus thresholds, in any order
 * @returns [taus] shares
 * @example performanceProfile([[0.2, 0.8]], [0, 0.5, 1]) // [1, 0.5, 0]
 */
export function performanceProfile(scores: ScoreMatrix, taus: readonly number[]): number[] {
  return sharesAbove(scores.flat(), taus);
}

/** Share of the tasks whose mean lies above each threshold: the average-score distribution. */
export function averageScoreProfile(scores: ScoreMatrix, taus: readonly number[]): number[] {
  return sharesAbove(taskMeans(scores), taus);
}

function sharesAbove(values: readonly number[], taus: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return taus.map((tau) => 1 - firstAbove(sorted, tau) / sorted.length);
}

/** How many do not lie above the threshold. */
function firstAbove(sorted: Float64Array, tau: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > tau) high = middle;
    else low = middle + 1;
  }
  return low;
}
