/** What rounding may take from a variance of 0. */
const LEAST = 1e-12;

/** Lower triangular factor of a covariance, row by row; directions without variance get none. [size × size] */
export function choleskyInto(covariance: Float64Array, size: number, factor: Float64Array): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = covariance[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * size + k]! * factor[j * size + k]!;
      if (i === j) factor[i * size + i] = sum > LEAST ? Math.sqrt(sum) : 0;
      else factor[i * size + j] = factor[j * size + j] === 0 ? 0 : sum / factor[j * size + j]!;
    }
  }
}

/** One entry of a lower triangular matrix times a vector. */
export function lowerTimes(factor: Float64Array, size: number, row: number, vector: Float64Array): number {
  let sum = 0;
  for (let k = 0; k <= row; k++) sum += factor[row * size + k]! * vector[k]!;
  return sum;
}
