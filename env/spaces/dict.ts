import type { RandomStream } from "../random/random-stream.js";
import type { Space } from "./space.js";
import type { SpaceJson } from "./space-json.js";

/** Masks by key, for the spaces that take one. */
export type DictMask = Readonly<Record<string, unknown>>;

/**
 * Objects with a member of one space under each key.
 *
 * @example
 * const space = new Dict({ level: new Discrete(4), mask: new MultiBinary(2) });
 * space.contains({ level: 3, mask: Uint8Array.of(0, 1) }); // true
 */
export class Dict<T extends object> implements Space<T, DictMask> {
  constructor(readonly spaces: { readonly [Key in keyof T]: Space<T[Key]> }) {}

  /**
   * A sample of each space, in the order of the keys.
   *
   * @throws RangeError if the mask has a key that the space lacks
   */
  sample(random: RandomStream, mask: DictMask = {}): T {
    for (const key of Object.keys(mask)) {
      if (!Object.hasOwn(this.spaces, key)) {
        throw new RangeError(`the mask has the key '${key}'; expected some of ${Object.keys(this.spaces).join(", ")}`);
      }
    }
    const entries = this.#entries().map(([key, space]) => [key, space.sample(random, mask[key])]);
    return Object.fromEntries(entries) as T;
  }

  contains(value: unknown): value is T {
    if (typeof value !== "object" || value === null) return false;
    const entries = this.#entries();
    if (Object.keys(value).length !== entries.length) return false;
    return entries.every(([key, space]) => Object.hasOwn(value, key) && space.contains(Reflect.get(value, key)));
  }

  /** Order counts: samples and flattened observations follow it. */
  equals(other: unknown): boolean {
    if (!(other instanceof Dict)) return false;
    const entries = this.#entries();
    const others = other.#entries();
    return (
      entries.length === others.length &&
      entries.every(([key, space], i) => others[i]![0] === key && space.equals(others[i]![1]))
    );
  }

  toJSON(): SpaceJson {
    return { type: "Dict", spaces: Object.fromEntries(this.#entries().map(([key, space]) => [key, space.toJSON()])) };
  }

  toString(): string {
    return `Dict(${this.#entries()
      .map(([key, space]) => `${key}: ${space}`)
      .join(", ")})`;
  }

  #entries(): [string, Space<unknown>][] {
    return Object.entries(this.spaces);
  }
}
