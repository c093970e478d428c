import type { RandomStream } from "../random/random-stream.js";
import type { SpaceJson } from "./space-json.js";

/**
 * A set of values: the actions that an environment takes, or the observations that it gives. Spaces are immutable.
 *
 * @typeParam Mask what {@link Space.sample} may be restricted by; each space says what it means
 * @example
 * const space: Space<number> = new Discrete(3);
 * space.contains(space.sample(new RandomStream(7))); // true
 */
export interface Space<T, Mask = unknown> {
  /**
   * A random member.
   *
   * @throws RangeError if the mask does not fit the space or leaves no member
   */
  sample(random: RandomStream, mask?: Mask): T;
  /** Whether a value is a member. Never throws. */
  contains(value: unknown): value is T;
  /** Whether another value is a space with the same members, masks and order of entries. Never throws. */
  equals(other: unknown): boolean;
  /** The space as plain JSON, from which {@link spaceFromJSON} makes an equal one. */
  toJSON(): SpaceJson;
  /** As in an error message: `Discrete(3)`. */
  toString(): string;
}

/** @throws RangeError unless `value` is an integer of at least `least`; `what` names it in the message */
export function requireInteger(what: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(
      `${what} is ${typeof value === "string" ? JSON.stringify(value) : String(value)}; expected an integer${least === Number.MIN_SAFE_INTEGER ? " that a number holds exactly" : ` of at least ${least}`}`,
    );
  }
}

/** @throws TypeError unless it is a {@link RandomStream} */
export function requireRandom(random: RandomStream): void {
  if (typeof (random as { integer?: unknown } | undefined)?.integer !== "function") {
    throw new TypeError("sample() needs random numbers as its first argument: sample(new RandomStream(seed), mask)");
  }
}

/** @throws RangeError unless a mask is as long as the space is large */
export function requireMaskLength(space: Space<unknown>, mask: ArrayLike<unknown>, length: number): void {
  if (mask.length !== length) {
    throw new RangeError(`the mask for ${space} has ${mask.length} entries; expected ${length}`);
  }
}
