import { z } from "zod";
import type { KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import { quantity } from "../../scenario/quantity.js";

const LEAST_MOST = "expected [least, most] with least ≤ most";

/** A number, or the [least, most] between which each sample or world draws its own. */
export type Drawn = number | readonly [number, number];

function drawn(one: z.ZodType<number>, what: string) {
  return z.union([one, z.tuple([one, one]).refine(([least, most]) => least <= most, LEAST_MOST)], {
    error: `expected ${what} or [least, most] with least ≤ most`,
  });
}

/** A share, 0 to 1. */
export const drawnShare = drawn(z.number().min(0).max(1), "a number from 0 to 1");

/** A correlation, −1 to 1, neither included. */
export const drawnCorrelation = drawn(z.number().gt(-1).lt(1), "a number between -1 and 1");

/** A number above 0. */
export const drawnPositive = drawn(z.number().positive().max(1e6), "a number above 0");

/** A length, in the unit that has so many of it in a metre. */
function drawnLength(perMeter: number, example: string) {
  const length = quantity("m").transform((meters) => Number((meters * perMeter).toPrecision(12)));
  return drawn(
    length.refine((value) => value > 0 && value < 1e6),
    `a length above 0 such as '${example}'`,
  );
}
export const drawnMicrometers = drawnLength(1e6, "30 um");
export const drawnNanometers = drawnLength(1e9, "40 nm");

/** [least, most] of a whole number. */
export function wholeRange(least: number, most: number) {
  return z.tuple([z.int().min(least), z.int().min(least).max(most)]).refine(([a, b]) => a <= b, LEAST_MOST);
}

/** A whole number, or [least, most]. */
export function wholeOrRange(least: number, most: number) {
  const expected = `expected a whole number from ${least} to ${most}, or [least, most] of such with least ≤ most`;
  return z.union(
    [
      z
        .int()
        .min(least)
        .max(most)
        .transform((n): [number, number] => [n, n]),
      wholeRange(least, most),
    ],
    {
      error: expected,
    },
  );
}

export function least(value: Drawn): number {
  return typeof value === "number" ? value : value[0];
}

export function most(value: Drawn): number {
  return typeof value === "number" ? value : value[1];
}

/** Draws what a scenario leaves open, one number after the other, for one key. */
export class Draws {
  #nth = 0;

  constructor(
    readonly random: KeyedRandom,
    readonly key: number,
    readonly kind: RandomKind,
  ) {}

  uniform(): number {
    return this.random.uniform(this.key, this.kind, this.#nth++);
  }

  /** A fixed number takes a draw too, so that one range more or less changes none of the others. */
  between(value: Drawn): number {
    const low = least(value);
    return low + (most(value) - low) * this.uniform();
  }
}
