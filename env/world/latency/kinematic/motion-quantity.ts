import { z } from "zod";
import { math } from "../../../math.js";

const examples = { "m/s": "'100 um/s'", "m/s^2": "'200 um/s^2'" } as const;
const names = { "m/s": "a speed", "m/s^2": "an acceleration" } as const;

/**
 * A speed or an acceleration with its unit, turned into metres and seconds; above 0.
 *
 * @example motionQuantity("m/s").parse("100 um/s") // 1e-4
 */
export function motionQuantity(unit: keyof typeof examples) {
  const expected = `expected ${names[unit]} above 0 with a unit, such as ${examples[unit]}`;
  return z.string({ error: expected }).transform((text, context) => {
    try {
      // Conversion leaves rounding errors in the last digit.
      const value = Number(math.unit(text).toNumber(unit).toPrecision(15));
      if (Number.isFinite(value) && value > 0) return value;
    } catch {
      // falls through to the issue below
    }
    context.addIssue({ code: "custom", message: `'${text}': ${expected}` });
    return z.NEVER;
  });
}
