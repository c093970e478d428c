import type { ScoreMatrix } from "./score-matrix.js";

/**
 * By how much the runs of all tasks together fall short of `gamma` in the mean; what lies above it counts as `gamma`
 * (Agarwal et al. 2021, section 4). Smaller is better.
 *
 * @param gamma score that is as good as one could wish: 1 where 1 is the bound
 * @example optimalityGap([[0.5, 1.5]], 1) // 0.25
 */
export function optimalityGap(scores: ScoreMatrix, gamma: number): number {
  let sum = 0;
  let count = 0;
  for (const runs of scores) {
    for (const score of runs) sum += Math.min(score, gamma);
    count += runs.length;
  }
  return gamma - sum / count;
}
