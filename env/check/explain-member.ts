import { Box } from "../spaces/box.js";
import { Dict } from "../spaces/dict.js";
import { MultiBinary } from "../spaces/multi-binary.js";
import { MultiDiscrete } from "../spaces/multi-discrete.js";
import type { Space } from "../spaces/space.js";

/**
 * Why a value is no member of a space, in words that name the key, the entry and the number.
 *
 * @param name how the value is called
 * @example explainMember(new Box(0, 1, [2]), Float32Array.of(0, 3), "observation"); // "entry 1 of observation is 3, …"
 */
export function explainMember(space: Space<unknown>, value: unknown, name: string): string {
  if (space instanceof Dict) {
    if (typeof value !== "object" || value === null) return `${name} is ${show(value)}, no object`;
    const spaces: [string, Space<unknown>][] = Object.entries(space.spaces);
    for (const [key, inner] of spaces) {
      if (!Object.hasOwn(value, key)) return `${name} lacks the key '${key}'`;
      const entry: unknown = Reflect.get(value, key);
      if (!inner.contains(entry)) return explainMember(inner, entry, `${name}.${key}`);
    }
    const extra = Object.keys(value).find((key) => !Object.hasOwn(space.spaces, key));
    return `${name} has the key '${extra}', which the space lacks`;
  }
  const [type, length] = arrayOf(space);
  if (type === undefined) return `${name} is ${show(value)}`;
  if (!(value instanceof type)) return `${name} is ${show(value)}, no ${type.name}`;
  if (value.length !== length) return `${name} has ${value.length} entries, ${space} has ${length}`;
  for (let i = 0; i < value.length; i++) {
    if (space instanceof Box && !(value[i]! >= space.low[i]! && value[i]! <= space.high[i]!)) {
      return `entry ${i} of ${name} is ${value[i]}, outside of ${space.low[i]} to ${space.high[i]}`;
    }
    if (space instanceof MultiBinary && value[i]! > 1) return `entry ${i} of ${name} is ${value[i]}, neither 0 nor 1`;
  }
  return `${name} is [${[...value].slice(0, 8).join(", ")}${value.length > 8 ? ", …" : ""}]`;
}

function arrayOf(space: Space<unknown>) {
  if (space instanceof Box) return [Float32Array, space.size] as const;
  if (space instanceof MultiBinary) return [Uint8Array, space.n] as const;
  if (space instanceof MultiDiscrete) return [Int32Array, space.counts.length] as const;
  return [undefined, 0] as const;
}

function show(value: unknown): string {
  if (typeof value === "object" && value !== null) return `a ${value.constructor?.name ?? "object"}`;
  return `${typeof value === "string" ? JSON.stringify(value) : String(value)}`;
}
