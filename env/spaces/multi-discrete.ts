import type { RandomStream } from "../random/random-stream.js";
import { Discrete } from "./discrete.js";
import { requireMaskLength, type Space } from "./space.js";
import type { SpaceJson } from "./space-json.js";

/**
 * Arrays of integers, each from a range of its own: entry i is one of `starts[i]`, …, `starts[i] + counts[i] − 1`.
 *
 * @example
 * const space = new MultiDiscrete([3, 2]);
 * space.contains(Int32Array.of(2, 1)); // true
 * space.sample(random, [[0, 0, 1], [1, 1]]); // 2, then 0 or 1
 */
export class MultiDiscrete implements Space<Int32Array, readonly ArrayLike<number>[]> {
  readonly counts: readonly number[];
  readonly starts: readonly number[];
  readonly #entries: readonly Discrete[];

  /**
   * @param starts 0 each by default
   * @throws RangeError unless the counts are positive integers and there is one integer `start` for each
   */
  constructor(counts: ArrayLike<number>, starts: ArrayLike<number> = new Int32Array(counts.length)) {
    this.counts = Array.from(counts);
    this.starts = Array.from(starts);
    if (this.starts.length !== this.counts.length) {
      throw new RangeError(
        `'starts' of a MultiDiscrete has ${this.starts.length} entries; expected ${this.counts.length}, one for each count`,
      );
    }
    this.#entries = this.counts.map((count, i) => new Discrete(count, this.starts[i]!));
  }

  /**
   * Each entry uniform among its range, or among what its own mask leaves.
   *
   * @param mask one mask for each entry, each as for a {@link Discrete} of that entry's count
   * @throws RangeError if the number of masks or a mask's length is another, or a mask is all 0
   */
  sample(random: RandomStream, mask?: readonly ArrayLike<number>[]): Int32Array {
    if (mask !== undefined) requireMaskLength(this, mask, this.counts.length);
    return Int32Array.from(this.#entries, (entry, i) => entry.sample(random, mask?.[i]));
  }

  contains(value: unknown): value is Int32Array {
    if (!(value instanceof Int32Array) || value.length !== this.counts.length) return false;
    return this.#entries.every((entry, i) => entry.contains(value[i]));
  }

  equals(other: unknown): boolean {
    if (!(other instanceof MultiDiscrete) || other.counts.length !== this.counts.length) return false;
    return this.#entries.every((entry, i) => entry.equals(other.#entries[i]));
  }

  toJSON(): SpaceJson {
    return { type: "MultiDiscrete", counts: this.counts, starts: this.starts };
  }

  toString(): string {
    const starts = this.starts.some((start) => start !== 0) ? `, starts [${this.starts.join(", ")}]` : "";
    return `MultiDiscrete([${this.counts.join(", ")}]${starts})`;
  }
}
