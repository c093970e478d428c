import { z } from "zod";
import { shorten } from "./document/shorten.js";
import { evaluateQuantity, type Quantity } from "./expressions/evaluate-quantity.js";
import { mark } from "./expressions/marks.js";

interface UnitDescription {
  readonly what: string;
  /** Units that a file may use, for messages. */
  readonly units: string;
  readonly example: string;
  /** mathjs's name of the unit that numbers come out in. */
  readonly symbol: string;
  /** A number without a unit is in this unit: its key says so. */
  readonly plain?: true;
}

const descriptions = {
  s: { what: "a time", units: "s, min, h", example: "480 min", symbol: "s" },
  m: { what: "a length", units: "nm, um, mm", example: "12 um", symbol: "m" },
  angstrom: { what: "a length", units: "angstrom, nm", example: "3.5 angstrom", symbol: "angstrom" },
  "m/s": { what: "a speed", units: "um/s, mm/s", example: "100 um/s", symbol: "m/s" },
  "m/s^2": { what: "an acceleration", units: "um/s^2, mm/s^2", example: "50 um/s^2", symbol: "m/s^2" },
  deg: { what: "an angle", units: "deg, rad", example: "3 deg", symbol: "deg" },
  "angstrom^2": { what: "a B-factor", units: "angstrom^2, nm^2", example: "90 angstrom^2", symbol: "angstrom^2" },
  "1/h": { what: "a number per hour", units: "/ h, / min", example: "5 / h", symbol: "hour^-1", plain: true },
  "1": { what: "a number without a unit", units: "", example: "0.5", symbol: "", plain: true },
} as const satisfies Readonly<Record<string, UnitDescription>>;

/** Units that numbers can come out in. */
export type QuantityUnit = keyof typeof descriptions;

/**
 * A number with a unit, turned into a number in this unit: any unit of the same kind may be written, and an expression
 * over units and, in a scenario file, over the file's variables. "1/h" and "1" take a plain number as well.
 *
 * @example quantity("s").parse("480 min") // 28800
 * @example quantity("m/s^2").parse("50 um/s^2") // 0.00005
 */
export function quantity(unit: QuantityUnit) {
  const description: UnitDescription = descriptions[unit];
  const { what, units, example, plain } = description;
  const withUnit = units === "" ? "" : ` with a unit (${units})`;
  const expected = `expected ${what} of at least 0${withUnit}, such as '${example}'`;
  const convert = (text: string, variables: ReadonlyMap<string, Quantity>) => {
    try {
      return inUnit(evaluateQuantity(text, variables), description);
    } catch (error) {
      throw new Error(`'${shorten(text)}': ${(error as Error).message}; ${expected}`);
    }
  };
  const written = z.string({ error: expected }).meta({ description: `${what}, such as '${example}'` });
  const text = mark(written, {
    kind: "quantity",
    canonical: (value, variables) => `${convert(value, variables)} ${description.symbol}`.trim(),
  });
  const given = plain ? z.union([z.number(), text], { error: expected }) : text;
  return given.transform((value, context): number => {
    try {
      const number = typeof value === "number" ? value : convert(value, new Map());
      if (number >= 0) return number;
      context.addIssue({ code: "custom", message: `'${shorten(String(value))}' is negative; ${expected}` });
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
    }
    return z.NEVER;
  });
}

/** @throws Error saying what it is instead */
function inUnit(value: Quantity, { symbol, plain }: UnitDescription): number {
  if (typeof value === "number") {
    if (plain) return value;
    throw new Error("it has no unit");
  }
  if (symbol === "") throw new Error(`it is ${kindOf(value)}`);
  try {
    // Conversion leaves rounding errors in the last digit.
    return Number(value.toNumber(symbol).toPrecision(15));
  } catch {
    throw new Error(`it is ${kindOf(value)}`);
  }
}

/** What a quantity is in words. */
function kindOf(value: Exclude<Quantity, number>): string {
  for (const { what, symbol } of Object.values(descriptions)) {
    if (symbol !== "" && value.equalBase(evaluateQuantity(symbol, new Map()) as Exclude<Quantity, number>)) return what;
  }
  return "another kind of quantity";
}
