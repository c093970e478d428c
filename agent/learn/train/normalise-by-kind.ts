/** Added to standard deviations. */
const LEAST_DEVIATION = 1e-4;

/**
 * Brings the values of each kind to mean 0 and variance 1, in place.
 *
 * @param kinds of the values, and maybe more
 * @example normaliseByKind(advantages, experience.kinds)
 */
export function normaliseByKind(values: Float32Array, kinds: Uint16Array): void {
  const count = values.length === 0 ? 0 : kinds.subarray(0, values.length).reduce((a, b) => Math.max(a, b), 0) + 1;
  const counts = new Float64Array(count);
  const sums = new Float64Array(count);
  const squares = new Float64Array(count);
  for (let i = 0; i < values.length; i++) {
    const kind = kinds[i]!;
    counts[kind]!++;
    sums[kind]! += values[i]!;
    squares[kind]! += values[i]! ** 2;
  }
  for (let i = 0; i < values.length; i++) {
    const kind = kinds[i]!;
    const mean = sums[kind]! / counts[kind]!;
    const deviation = Math.sqrt(Math.max(0, squares[kind]! / counts[kind]! - mean ** 2)) + LEAST_DEVIATION;
    values[i] = (values[i]! - mean) / deviation;
  }
}
