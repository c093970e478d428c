/** {@link RunningMoments} as plain JSON. */
export interface MomentsJson {
  readonly count: number;
  readonly mean: readonly number[];
  /** Sums of squared differences from the mean. */
  readonly squares: readonly number[];
}

/**
 * Mean and variance of each column of rows that come in one by one or in batches, by Welford's update and the merge of
 * Chan, Golub and LeVeque (1983), in double precision.
 *
 * @example
 * const moments = new RunningMoments(1);
 * for (const value of [1, 2, 3]) moments.add([value]);
 * moments.variance(0); // 2/3
 */
export class RunningMoments {
  readonly mean: Float64Array;
  readonly #squares: Float64Array;
  count = 0;

  /** @param width number of columns */
  constructor(readonly width: number) {
    this.mean = new Float64Array(width);
    this.#squares = new Float64Array(width);
  }

  /** Of the whole population so far; 1 as long as nothing came. */
  variance(column: number): number {
    return this.count === 0 ? 1 : this.#squares[column]! / this.count;
  }

  /** Adds one row that begins at an index of an array. */
  add(values: ArrayLike<number>, at = 0): void {
    this.count++;
    for (let i = 0; i < this.width; i++) {
      const difference = values[at + i]! - this.mean[i]!;
      this.mean[i]! += difference / this.count;
      this.#squares[i]! += difference * (values[at + i]! - this.mean[i]!);
    }
  }

  /** Adds all rows that another one has seen. */
  merge(other: RunningMoments): void {
    if (other.count === 0) return;
    const count = this.count + other.count;
    for (let i = 0; i < this.width; i++) {
      const difference = other.mean[i]! - this.mean[i]!;
      this.mean[i]! += (difference * other.count) / count;
      this.#squares[i]! += other.#squares[i]! + (difference * difference * this.count * other.count) / count;
    }
    this.count = count;
  }

  toJSON(): MomentsJson {
    return { count: this.count, mean: [...this.mean], squares: [...this.#squares] };
  }

  /** @throws RangeError if the JSON is of another width or holds what is no number */
  static fromJSON(json: MomentsJson, width: number): RunningMoments {
    const { count, mean, squares } = json;
    const numbers = (values: unknown) =>
      Array.isArray(values) && values.length === width && values.every((value) => Number.isFinite(value));
    if (!(count >= 0) || !numbers(mean) || !numbers(squares) || squares.some((value) => value < 0)) {
      throw new RangeError(
        `saved moments must have a 'count' of at least 0, ${width} finite numbers in 'mean', and as many of at least 0 in 'squares'`,
      );
    }
    const moments = new RunningMoments(width);
    moments.count = count;
    moments.mean.set(mean);
    moments.#squares.set(squares);
    return moments;
  }
}
