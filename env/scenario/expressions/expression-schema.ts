import { z } from "zod";
import { shorten } from "../document/shorten.js";
import { mark } from "./marks.js";

/**
 * A text of a scenario file that is compiled over named numbers. The file's variables are put in before.
 *
 * @param names names that have a meaning in it, such as `ctf_resolution_angstrom`
 * @param compile throws an Error with one sentence if the text is wrong
 * @example expression(["x"], (text) => compileNumber(text, ["x"]))
 */
export function expression<T>(names: readonly string[], compile: (text: string) => T) {
  return mark(z.string(), { kind: "expression", names }).transform((text, context): T => {
    try {
      return compile(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: `'${shorten(text)}': ${(error as Error).message}` });
      return z.NEVER;
    }
  });
}
