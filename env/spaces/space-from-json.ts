import { didYouMean } from "../nearest-word.js";
import { Box } from "./box.js";
import { Dict } from "./dict.js";
import { Discrete } from "./discrete.js";
import { MultiBinary } from "./multi-binary.js";
import { MultiDiscrete } from "./multi-discrete.js";
import type { Space } from "./space.js";

const keysOf: Readonly<Record<string, readonly string[]>> = {
  Discrete: ["n", "start"],
  MultiBinary: ["n"],
  MultiDiscrete: ["counts", "starts"],
  Box: ["shape", "low", "high"],
  Dict: ["spaces"],
};

/**
 * The space that {@link Space.toJSON} wrote.
 *
 * @param json the parsed JSON, or its text
 * @throws RangeError saying where in the JSON what is wrong and what was expected
 * @example spaceFromJSON(JSON.stringify(env.actionSpace)).equals(env.actionSpace); // true
 */
export function spaceFromJSON(json: unknown): Space<unknown> {
  if (typeof json !== "string") return read(json, "");
  try {
    return read(JSON.parse(json), "");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new RangeError(`a space's text is not JSON: ${error.message}`);
  }
}

function read(json: unknown, path: string): Space<unknown> {
  const place = path === "" ? "a space's JSON" : `a space's JSON, at '${path}'`;
  const fail = (problem: string): never => {
    throw new RangeError(`${place}: ${problem}`);
  };
  if (!isMapping(json)) return fail(`${show(json)} is no mapping; expected one with the key 'type'`);
  const { type } = json;
  const allowed = typeof type === "string" && Object.hasOwn(keysOf, type) ? keysOf[type]! : undefined;
  if (allowed === undefined) {
    const hint = typeof type === "string" ? didYouMean(type, Object.keys(keysOf)) : "";
    return fail(`'type' is ${show(type)}; expected one of ${Object.keys(keysOf).join(", ")}.${hint}`);
  }
  for (const key of Object.keys(json)) {
    if (key === "type" || allowed.includes(key)) continue;
    fail(`'${key}' is no key of a ${type}; expected some of ${allowed.join(", ")}.${didYouMean(key, allowed)}`);
  }
  const number = (key: string, value: unknown): number =>
    typeof value === "number" ? value : fail(`'${key}' is ${show(value)}; expected a number`);
  const numbers = (key: string, value: unknown): number[] =>
    Array.isArray(value)
      ? value.map((entry, i) => number(`${key}[${i}]`, entry))
      : fail(`'${key}' is ${show(value)}; expected a list of numbers`);
  const bound = (key: string, value: unknown): number =>
    value === "Infinity" || value === "-Infinity" ? Number(value) : number(key, value);
  const bounds = (key: string, value: unknown): number | number[] =>
    Array.isArray(value) ? value.map((entry, i) => bound(`${key}[${i}]`, entry)) : bound(key, value);
  try {
    switch (type) {
      case "Discrete":
        return new Discrete(number("n", json.n), json.start === undefined ? 0 : number("start", json.start));
      case "MultiBinary":
        return new MultiBinary(number("n", json.n));
      case "MultiDiscrete": {
        const counts = numbers("counts", json.counts);
        return new MultiDiscrete(counts, json.starts === undefined ? undefined : numbers("starts", json.starts));
      }
      case "Box":
        return new Box(bounds("low", json.low), bounds("high", json.high), numbers("shape", json.shape));
      default: {
        if (!isMapping(json.spaces)) return fail(`'spaces' is ${show(json.spaces)}; expected a mapping of spaces`);
        const entries = Object.entries(json.spaces);
        return new Dict(Object.fromEntries(entries.map(([key, space]) => [key, read(space, join(path, key))])));
      }
    }
  } catch (error) {
    if (!(error instanceof RangeError) || error.message.startsWith("a space's JSON")) throw error;
    return fail(error.message);
  }
}

function join(path: string, key: string): string {
  return path === "" ? `spaces.${key}` : `${path}.spaces.${key}`;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
