import type { RandomStream } from "../random/random-stream.js";
import { requireInteger, requireMaskLength, requireRandom, type Space } from "./space.js";
import type { SpaceJson } from "./space-json.js";

/**
 * Arrays of `n` zeros and ones.
 *
 * @example new MultiBinary(4).contains(Uint8Array.of(0, 1, 1, 0)) // true
 */
export class MultiBinary implements Space<Uint8Array, ArrayLike<number>> {
  /** @throws RangeError unless `n` is a positive integer */
  constructor(readonly n: number) {
    requireInteger("the size of a MultiBinary space", n, 1);
  }

  /**
   * Each entry 0 or 1 with probability ½.
   *
   * @param mask 0 and 1 fix an entry, 2 leaves it random
   * @throws RangeError if the mask has another length or another entry
   */
  sample(random: RandomStream, mask?: ArrayLike<number>): Uint8Array {
    requireRandom(random);
    if (mask !== undefined) requireMaskLength(this, mask, this.n);
    const value = new Uint8Array(this.n);
    for (let i = 0; i < this.n; i++) {
      const fixed = mask?.[i] ?? 2;
      if (fixed !== 0 && fixed !== 1 && fixed !== 2) {
        throw new RangeError(`entry ${i} of the mask for ${this} is ${fixed}; expected 0, 1 or 2 (random)`);
      }
      value[i] = fixed === 2 ? random.integer(2) : fixed;
    }
    return value;
  }

  contains(value: unknown): value is Uint8Array {
    return value instanceof Uint8Array && value.length === this.n && value.every((bit) => bit <= 1);
  }

  equals(other: unknown): boolean {
    return other instanceof MultiBinary && other.n === this.n;
  }

  toJSON(): SpaceJson {
    return { type: "MultiBinary", n: this.n };
  }

  toString(): string {
    return `MultiBinary(${this.n})`;
  }
}
