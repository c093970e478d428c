import { z } from "zod";
import { math } from "../math.js";

const units = { s: "s, min, h", m: "nm, um, mm" } as const;
const examples = { s: "480 min", m: "12 um" } as const;

/**
 * A number with a unit, turned into seconds or metres.
 *
 * @example quantity("s").parse("480 min") // 28800
 */
export function quantity(unit: keyof typeof examples) {
  const what = unit === "s" ? "a time" : "a length";
  const expected = `expected ${what} of at least 0 with a unit (${units[unit]}), such as '${examples[unit]}'`;
  return z.string({ error: expected }).transform((text, context) => {
    try {
      const value = math.unit(text).toNumber(unit);
      if (Number.isFinite(value) && value >= 0) return value;
    } catch {
      // falls through to the issue below
    }
    context.addIssue({ code: "custom", message: `'${text}': ${expected}` });
    return z.NEVER;
  });
}
