import { Box } from "./box.js";
import { Dict } from "./dict.js";
import { Discrete } from "./discrete.js";
import { MultiBinary } from "./multi-binary.js";
import { MultiDiscrete } from "./multi-discrete.js";
import type { Space } from "./space.js";

/** A number array that can be written into. */
export interface NumberArray {
  readonly length: number;
  [index: number]: number;
}

/**
 * How many numbers a member of a space becomes: a Discrete as many as it has members (one of them 1, the others 0), a
 * MultiDiscrete that for each entry, Box and MultiBinary one an entry, a Dict what its spaces become, in its order.
 *
 * @throws RangeError if the space is of another kind
 * @example flatSize(new Dict({ level: new Discrete(4), context: new Box(0, 1, [7]) })); // 11
 */
export function flatSize(space: Space<unknown>): number {
  if (space instanceof Discrete || space instanceof MultiBinary) return space.n;
  if (space instanceof Box) return space.size;
  if (space instanceof MultiDiscrete) return space.counts.reduce((sum, count) => sum + count, 0);
  if (space instanceof Dict) return spacesOf(space).reduce((sum, [, inner]) => sum + flatSize(inner), 0);
  throw unknownSpace(space);
}

/**
 * The Box of a space's flattened members.
 *
 * @throws RangeError if the space is of a kind that {@link flatSize} does not know
 */
export function flattenSpace(space: Space<unknown>): Box {
  const size = flatSize(space);
  const low = new Float32Array(size);
  const high = new Float32Array(size).fill(1);
  writeBounds(space, low, high, 0);
  return new Box(low, high, [size]);
}

/**
 * Writes a member of a space as numbers.
 *
 * @param at where in `into` to begin
 * @returns where it ends
 * @throws RangeError if the space is of a kind that {@link flatSize} does not know
 */
export function flattenInto(space: Space<unknown>, value: unknown, into: NumberArray, at = 0): number {
  if (space instanceof Dict) {
    let next = at;
    for (const [key, inner] of spacesOf(space)) next = flattenInto(inner, Reflect.get(Object(value), key), into, next);
    return next;
  }
  const end = at + flatSize(space);
  if (space instanceof Box || space instanceof MultiBinary) {
    const entries = value as ArrayLike<number>;
    for (let i = at; i < end; i++) into[i] = entries[i - at]!;
    return end;
  }
  for (let i = at; i < end; i++) into[i] = 0;
  if (space instanceof Discrete) into[at + (value as number) - space.start] = 1;
  if (space instanceof MultiDiscrete) {
    let start = at;
    space.counts.forEach((count, i) => {
      into[start + (value as Int32Array)[i]! - space.starts[i]!] = 1;
      start += count;
    });
  }
  return end;
}

function writeBounds(space: Space<unknown>, low: Float32Array, high: Float32Array, at: number): void {
  if (space instanceof Box) {
    low.set(space.low, at);
    high.set(space.high, at);
  }
  if (space instanceof Dict) {
    let next = at;
    for (const [, inner] of spacesOf(space)) {
      writeBounds(inner, low, high, next);
      next += flatSize(inner);
    }
  }
}

function spacesOf(space: Dict<object>): [string, Space<unknown>][] {
  return Object.entries(space.spaces);
}

function unknownSpace(space: Space<unknown>): RangeError {
  return new RangeError(`${space} can't be flattened; expected Discrete, MultiBinary, MultiDiscrete, Box or Dict`);
}
