import { Box } from "../spaces/box.js";
import { Dict } from "../spaces/dict.js";
import { Discrete } from "../spaces/discrete.js";
import { MultiBinary } from "../spaces/multi-binary.js";
import { MultiDiscrete } from "../spaces/multi-discrete.js";
import type { Space } from "../spaces/space.js";

type NumberArray = Float32Array | Int32Array | Uint8Array;

/** A batch of what is a number, an array of numbers, or an object of those: one array for each. */
export type Batch<T> = T extends number
  ? Int32Array
  : T extends NumberArray
    ? T
    : { readonly [Key in keyof T]: Batch<T[Key]> };

/**
 * The space of `n` members of a space in one: `[n, …]` row by row.
 *
 * @throws RangeError if the space is of a kind that has no batch
 * @example batchSpace(new Discrete(3), 2); // MultiDiscrete([3, 3])
 */
export function batchSpace(space: Space<unknown>, n: number): Space<unknown> {
  if (space instanceof Box) return new Box(repeat(space.low, n), repeat(space.high, n), [n, ...space.shape]);
  if (space instanceof MultiBinary) return new MultiBinary(n * space.n);
  if (space instanceof Discrete) return new MultiDiscrete(repeat([space.n], n), repeat([space.start], n));
  if (space instanceof MultiDiscrete) return new MultiDiscrete(repeat(space.counts, n), repeat(space.starts, n));
  if (space instanceof Dict) {
    const entries: [string, Space<unknown>][] = Object.entries(space.spaces);
    return new Dict(Object.fromEntries(entries.map(([key, inner]) => [key, batchSpace(inner, n)])));
  }
  throw new RangeError(`${space} has no batch; expected Discrete, MultiBinary, MultiDiscrete, Box or Dict`);
}

/** Zeros for `n` members of a space. */
export function batchBuffer(space: Space<unknown>, n: number): unknown {
  if (space instanceof Dict) {
    const entries: [string, Space<unknown>][] = Object.entries(space.spaces);
    return Object.fromEntries(entries.map(([key, inner]) => [key, batchBuffer(inner, n)]));
  }
  if (space instanceof Box) return new Float32Array(n * space.size);
  if (space instanceof MultiBinary) return new Uint8Array(n * space.n);
  if (space instanceof MultiDiscrete) return new Int32Array(n * space.counts.length);
  return new Int32Array(n);
}

/** Member `row` of a batch: arrays are views of it, numbers are as they are now. */
export function batchRow(space: Space<unknown>, batch: unknown, row: number): unknown {
  if (space instanceof Dict) {
    const entries: [string, Space<unknown>][] = Object.entries(space.spaces);
    return Object.fromEntries(
      entries.map(([key, inner]) => [key, batchRow(inner, Reflect.get(Object(batch), key), row)]),
    );
  }
  const array = batch as NumberArray;
  if (space instanceof Discrete) return array[row]!;
  const width = widthOf(space);
  return array.subarray(row * width, (row + 1) * width);
}

/** Writes a member into its place in a batch, save for arrays that lie there already. */
export function writeRow(space: Space<unknown>, value: unknown, batch: unknown, row: number): void {
  if (space instanceof Dict) {
    for (const key in space.spaces) {
      writeRow(Reflect.get(space.spaces, key), Reflect.get(Object(value), key), Reflect.get(Object(batch), key), row);
    }
    return;
  }
  const array = batch as NumberArray;
  if (space instanceof Discrete) {
    array[row] = value as number;
    return;
  }
  const given = value as NumberArray;
  const at = row * widthOf(space);
  const inPlace = given.buffer === array.buffer && given.byteOffset === array.byteOffset + at * array.BYTES_PER_ELEMENT;
  if (!inPlace) array.set(given, at);
}

function widthOf(space: Space<unknown>): number {
  if (space instanceof Box) return space.size;
  if (space instanceof MultiBinary) return space.n;
  return space instanceof MultiDiscrete ? space.counts.length : 1;
}

function repeat(values: ArrayLike<number>, n: number): number[] {
  const once = Array.from(values);
  return Array.from({ length: n }, () => once).flat();
}
