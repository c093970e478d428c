import type { LogitCase } from "../logit-prior.js";
import type { ArrowPosterior } from "./arrow-posterior.js";
import type { Column } from "./feature-columns.js";

/** What the levels of a tree have to do with a leaf's logit, by the posterior's means. */

/** Mean of what all grids have in common: the constant of the prior and the sample's effect. */
export function sampleEffect({ mean, size }: ArrowPosterior, columns: readonly Column[]): number {
  const { mean: baseline, variance, gridVariance } = columns[0]!;
  const width = columns.length;
  const grids = size / width;
  let sum = 0;
  for (let at = 0; at < size; at += width) sum += mean[at]! - baseline;
  const total = gridVariance + grids * variance;
  return baseline + (total === 0 ? 0 : (variance / total) * sum);
}

/** Mean of a group's effect, its square's included. */
export function groupEffect(posterior: ArrowPosterior, width: number, group: number, block: number): number {
  const { offset, slope, mean, blocks } = posterior;
  const { firstColumn } = blocks[block]!;
  let sum = offset[group]!;
  for (let c = 0; c < width; c++) sum += slope[group * width + c]! * mean[firstColumn + c]!;
  return sum;
}

/** Mean of the effect that the groups of a square have in common, as the prior shares them out. */
export function squareEffect(posterior: ArrowPosterior, width: number, { square }: LogitCase, block: number): number {
  const { firstGroup, blocks } = posterior;
  const { groups, covariance } = blocks[block]!;
  let all = 0;
  let sum = 0;
  for (let i = 0; i < groups * groups; i++) all += covariance[i]!;
  for (let i = 0; i < groups; i++) sum += groupEffect(posterior, width, firstGroup[block]! + i, block);
  return all === 0 ? 0 : ((square * groups) / all) * sum;
}
