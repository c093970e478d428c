import { z } from "zod";
import { quantity } from "../../scenario/quantity.js";
import { groupingKinds } from "./kinds/index.js";

/**
 * Schema of a scenario's `grouping`: a named algorithm and how far image shift reaches, or what the source of worlds
 * brings along.
 *
 * @param given the source's own word for "as they come", such as `table`
 * @example groupingOptions("table").parse({ kind: "greedy-cover", radius: "12 um" })
 */
export function groupingOptions(given: string) {
  const names = [given, ...groupingKinds.names()];
  return z
    .strictObject({
      kind: z.enum(names as [string, ...string[]]),
      /** How far image shift reaches from the middle of a group, micrometres. */
      radius: quantity("m")
        .transform((meters) => meters * 1e6)
        .refine((radius) => radius > 0, "expected a length above 0, such as '12 um'")
        .optional(),
    })
    .refine(({ kind, radius }) => (kind === given) === (radius === undefined), {
      error: `expected 'radius' with ${groupingKinds.names().join(" or ")}, and none with ${given}`,
    });
}
