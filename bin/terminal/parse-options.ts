import { InvalidArgumentError } from "commander";

/** `a,b,c` as a list without blanks and repetitions. */
export function list(text: string): string[] {
  const items = [...new Set(text.split(",").map((item) => item.trim()))].filter((item) => item !== "");
  if (items.length === 0) throw new InvalidArgumentError("expected names separated by commas, such as index,greedy");
  return items;
}

/** An integer of at least `least`. */
export function integer(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || text.trim() === "") {
      throw new InvalidArgumentError(`expected a whole number of at least ${least}`);
    }
    return value;
  };
}

/** A number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("expected a number above 0");
  return value;
}

/** Numbers above 0, separated by commas. */
export function positives(text: string): number[] {
  return list(text).map(positive);
}
