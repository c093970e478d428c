/**
 * Share of a Gaussian's variance that measurements of it resolve: with variance V and n of them, each with an error of
 * variance E, it is V / (V + E / n).
 *
 * @param results number of measurements; infinite if all is known
 * @example resolvedShare(1, 5, 5) // 0.5
 */
export function resolvedShare(variance: number, errorVariance: number, results: number): number {
  return variance > 0 ? variance / (variance + errorVariance / results) : 0;
}
