/**
 * Quantile by linear interpolation between order statistics (Hyndman & Fan 1996, definition 7), as NumPy's percentiles
 * are; the quantiles of simple-statistics do not interpolate.
 *
 * @param sorted ascending, at least one value
 * @param p between 0 and 1
 * @example linearQuantile([0, 10], 0.25) // 2.5
 */
export function linearQuantile(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
