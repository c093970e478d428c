import type { Kernel } from "./kernel.js";

/** A kernel as inner products of short vectors, and what they leave over. */
export interface LowRank {
  /** Number of components of each vector, a multiple of 4: filled up with zeros. */
  readonly rank: number;
  /** Covariance of two places is about the inner product of their vectors. [places × rank] */
  readonly vectors: Float64Array;
  /** What a place's variance exceeds its vector's square by: its own, shared with no other place. [places] */
  readonly rest: Float64Array;
}

/**
 * Pivoted Cholesky decomposition of a kernel: leaf after leaf, the one of which most is left over, is made exact, until
 * no leaf has more than a share of its variance left, or the vectors are as long as they may be (Fine & Scheinberg, JMLR
 * 2001). Covariances with the chosen leaves are exact, others miss at most the geometric mean of what the two have left.
 *
 * @param mostRank the longest that vectors may be, a multiple of 4
 * @param tolerance share of a leaf's variance; 0 for an exact decomposition
 */
export function lowRank(kernel: Kernel, mostRank: number, tolerance: number): LowRank {
  const places = kernel.rows.length;
  const rest = Float64Array.from({ length: places }, (_, place) => kernel.covariance(place, place));
  const enough = rest.map((variance) => tolerance * variance + 1e-10 * (1 + variance));
  const columns: Float64Array[] = [];
  while (columns.length < mostRank) {
    const pivot = farthest(rest, enough, kernel.firstLeaf);
    if (pivot === -1) break;
    const column = new Float64Array(places);
    for (let place = 0; place < places; place++) column[place] = kernel.covariance(place, pivot);
    for (const earlier of columns) {
      const factor = earlier[pivot]!;
      if (factor === 0) continue;
      for (let place = 0; place < places; place++) column[place]! -= factor * earlier[place]!;
    }
    const scale = 1 / Math.sqrt(rest[pivot]!);
    for (let place = 0; place < places; place++) {
      column[place]! *= scale;
      rest[place] = Math.max(0, rest[place]! - column[place]! * column[place]!);
    }
    rest[pivot] = 0;
    columns.push(column);
  }
  while (columns.length % 4 !== 0) columns.push(new Float64Array(places));
  return { rank: columns.length, vectors: transposed(columns, places), rest };
}

/** The leaf of which most is left over beyond what is enough; −1 if there is none. */
function farthest(rest: Float64Array, enough: Float64Array, firstLeaf: number): number {
  let best = -1;
  for (let place = firstLeaf; place < rest.length; place++) {
    if (rest[place]! > enough[place]! && (best === -1 || rest[place]! > rest[best]!)) best = place;
  }
  return best;
}

function transposed(columns: readonly Float64Array[], places: number): Float64Array {
  const rank = columns.length;
  const vectors = new Float64Array(places * rank);
  columns.forEach((column, j) => {
    for (let place = 0; place < places; place++) vectors[place * rank + j] = column[place]!;
  });
  return vectors;
}

/**
 * Inner product of two vectors that lie in arrays. In four sums: one would wait for each addition to end.
 *
 * @param length a multiple of 4
 */
export function inner(a: Float64Array, atA: number, b: Float64Array, atB: number, length: number): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let j = 0; j < length; j += 4) {
    sum0 += a[atA + j]! * b[atB + j]!;
    sum1 += a[atA + j + 1]! * b[atB + j + 1]!;
    sum2 += a[atA + j + 2]! * b[atB + j + 2]!;
    sum3 += a[atA + j + 3]! * b[atB + j + 3]!;
  }
  return sum0 + sum1 + (sum2 + sum3);
}
