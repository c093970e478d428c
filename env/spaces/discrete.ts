import type { RandomStream } from "../random/random-stream.js";
import { requireInteger, requireMaskLength, requireRandom, type Space } from "./space.js";
import type { SpaceJson } from "./space-json.js";

/**
 * The integers `start`, …, `start + n − 1`.
 *
 * @example
 * const space = new Discrete(3);
 * space.contains(2); // true
 * space.sample(random, Uint8Array.of(0, 1, 0)); // 1
 */
export class Discrete implements Space<number, ArrayLike<number>> {
  /** @throws RangeError unless `n` is a positive integer and `start` an integer */
  constructor(
    readonly n: number,
    readonly start = 0,
  ) {
    requireInteger("the size of a Discrete space", n, 1);
    requireInteger("the start of a Discrete space", start, Number.MIN_SAFE_INTEGER);
  }

  /**
   * Uniform among all members, or among those whose entry of `mask` is not 0.
   *
   * @param mask one entry a member
   * @throws RangeError if the mask has another length or is all 0
   */
  sample(random: RandomStream, mask?: ArrayLike<number>): number {
    requireRandom(random);
    if (mask === undefined) return this.start + random.integer(this.n);
    requireMaskLength(this, mask, this.n);
    // Unless few are allowed, guesses find one in less time than counting takes; one that is allowed is uniform among them.
    for (let guess = 4 + (this.n >> 5); guess > 0; guess--) {
      const i = random.integer(this.n);
      if (mask[i] !== 0) return this.start + i;
    }
    let count = 0;
    for (let i = 0; i < this.n; i++) if (mask[i] !== 0) count++;
    if (count === 0) throw new RangeError(`the mask for ${this} is all 0: it leaves nothing to choose from`);
    let left = random.integer(count);
    let i = 0;
    while (mask[i] === 0 || left-- > 0) i++;
    return this.start + i;
  }

  contains(value: unknown): value is number {
    return typeof value === "number" && Number.isInteger(value) && value >= this.start && value < this.start + this.n;
  }

  equals(other: unknown): boolean {
    return other instanceof Discrete && other.n === this.n && other.start === this.start;
  }

  toJSON(): SpaceJson {
    return { type: "Discrete", n: this.n, start: this.start };
  }

  toString(): string {
    return this.start === 0 ? `Discrete(${this.n})` : `Discrete(${this.n}, start ${this.start})`;
  }
}
