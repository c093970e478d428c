import type { RandomStream } from "../random/random-stream.js";
import { requireInteger, requireRandom, type Space } from "./space.js";
import type { BoundJson, SpaceJson } from "./space-json.js";

/**
 * Arrays of 32-bit floats of one shape, row by row, each entry between its bounds; NaN is no member.
 *
 * @example
 * const space = new Box(0, 1, [2, 3]);
 * space.contains(new Float32Array(6)); // true
 * space.contains(new Float32Array(5)); // false
 */
export class Box implements Space<Float32Array, undefined> {
  /** Number of entries: the product of the shape. */
  readonly size: number;
  /** Least and greatest value of each entry; ±Infinity where there is none. */
  readonly low: Float32Array;
  readonly high: Float32Array;

  /**
   * @param low one bound for all entries, or one each
   * @param high one bound for all entries, or one each
   * @throws RangeError if the shape is none, or a bound is NaN, missing, or lower than its counterpart
   */
  constructor(
    low: number | ArrayLike<number>,
    high: number | ArrayLike<number>,
    readonly shape: readonly number[],
  ) {
    for (const length of shape) requireInteger("a length in the shape of a Box", length, 0);
    this.size = shape.reduce((product, length) => product * length, 1);
    this.low = bounds("low", low, this.size);
    this.high = bounds("high", high, this.size);
    for (let i = 0; i < this.size; i++) {
      if (!(this.low[i]! <= this.high[i]!)) {
        throw new RangeError(
          `entry ${i} of a Box has the bounds ${this.low[i]} and ${this.high[i]}; expected low ≤ high`,
        );
      }
    }
  }

  /**
   * Entries are uniform between two bounds, exponential from one, normal where there is none.
   *
   * @throws RangeError if a mask is given: a Box has none
   */
  sample(random: RandomStream, mask?: undefined): Float32Array {
    requireRandom(random);
    if (mask !== undefined) throw new RangeError(`${this} can't be sampled with a mask; leave it out`);
    const value = new Float32Array(this.size);
    for (let i = 0; i < this.size; i++) value[i] = this.#entry(random, this.low[i]!, this.high[i]!);
    return value;
  }

  #entry(random: RandomStream, low: number, high: number): number {
    const exponential = () => -Math.log(1 - random.uniform());
    if (Number.isFinite(low) && Number.isFinite(high)) return low + (high - low) * random.uniform();
    if (Number.isFinite(low)) return low + exponential();
    if (Number.isFinite(high)) return high - exponential();
    return Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * random.uniform());
  }

  contains(value: unknown): value is Float32Array {
    if (!(value instanceof Float32Array) || value.length !== this.size) return false;
    return value.every((entry, i) => entry >= this.low[i]! && entry <= this.high[i]!);
  }

  equals(other: unknown): boolean {
    if (!(other instanceof Box) || other.shape.length !== this.shape.length) return false;
    if (!this.shape.every((length, i) => other.shape[i] === length)) return false;
    return this.low.every((low, i) => other.low[i] === low) && this.high.every((high, i) => other.high[i] === high);
  }

  toJSON(): SpaceJson {
    return { type: "Box", shape: this.shape, low: boundsJson(this.low), high: boundsJson(this.high) };
  }

  toString(): string {
    return `Box([${this.shape.join(", ")}])`;
  }
}

function bounds(what: string, given: number | ArrayLike<number>, size: number): Float32Array {
  if (typeof given === "number") return new Float32Array(size).fill(given);
  if (given.length !== size) {
    throw new RangeError(`'${what}' of a Box has ${given.length} entries; expected 1 number or ${size}`);
  }
  return Float32Array.from(given);
}

/** One bound if all entries have the same. */
function boundsJson(bounds: Float32Array): BoundJson | BoundJson[] {
  const all = Array.from(bounds, (bound): BoundJson => {
    if (Number.isFinite(bound)) return bound;
    return bound > 0 ? "Infinity" : "-Infinity";
  });
  return all.length > 0 && all.every((bound) => bound === all[0]) ? all[0]! : all;
}
