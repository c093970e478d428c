/**
 * Mean of the middle half: a quarter of the values, rounded down, is left out at each end. Of all runs of all tasks
 * together it is rliable's aggregate (Agarwal et al. 2021, Deep RL at the edge of the statistical precipice, section 4).
 *
 * @param values at least one; `scores.flat()` for a matrix
 * @returns NaN if there are none
 * @example interquartileMean([0, 1, 2, 100]) // 1.5
 */
export function interquartileMean(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(sorted.length / 4);
  let sum = 0;
  for (let i = cut; i < sorted.length - cut; i++) sum += sorted[i]!;
  return sum / (sorted.length - 2 * cut);
}
