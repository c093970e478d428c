import { InvalidArgumentError } from "commander";

/** `a,b,c` as a list without blanks and repetitions. */
export function list(text: string): string[] {
  const items = [...new Set(text.split(",").map((item) => item.trim()))].filter((item) => item !== "");
  if (items.length === 0) throw new InvalidArgumentError("expected names separated by commas, such as index,greedy");
  return items;
}

/** A whole number from `least` to `most`. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most || text.trim() === "") {
      const upTo =
        most === Number.MAX_SAFE_INTEGER && value <= most ? `of at least ${least}` : `from ${least} to ${most}`;
      throw new InvalidArgumentError(`expected a whole number ${upTo}`);
    }
    return value;
  };
}

/** The greatest port number. */
export const MOST_PORT = 65_535;

/** `host:port`, as gRPC dials it. */
export function address(text: string): string {
  if (!/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):\d{1,5}$/.test(text) || Number(text.split(":").at(-1)) > MOST_PORT) {
    throw new InvalidArgumentError("expected host:port, such as 127.0.0.1:50051");
  }
  return text;
}

/** A number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("expected a number above 0");
  return value;
}

/** Numbers above 0, separated by commas. */
export function positives(text: string): number[] {
  const items = text.split(",").filter((item) => item.trim() !== "");
  if (items.length === 0) throw new InvalidArgumentError("expected numbers separated by commas, such as 120,240");
  return [...new Set(items.map(positive))];
}
