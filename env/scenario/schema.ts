import { z } from "zod";
import { worldKinds } from "../world/kinds/index.js";
import { latencyKinds } from "../world/latency/kinds/index.js";
import { quantity } from "./quantity.js";
import type { Start } from "./scenario.js";
import { goodMicrographs } from "./threshold-objective.js";

/** A mapping whose `kind` chooses the schema of its other keys. */
function byKind(names: readonly string[]) {
  return z.looseObject({ kind: z.enum(names as [string, ...string[]]) });
}

/** A scenario's top level; `world` and `latency` are checked by their kind afterwards. */
export const scenarioSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "expected letters, digits, '.', '_' and '-'"),
  description: z.string().default(""),
  world: byKind(worldKinds.names()),
  start: z.enum(["random-hole", "outside"] satisfies Start[]),
  budget: quantity("s").refine((seconds) => seconds > 0, "expected a time above 0, such as '480 min'"),
  latency: byKind(latencyKinds.names()),
  objective: z.strictObject({
    good: z.string().transform((text, context) => {
      try {
        return goodMicrographs(text);
      } catch (error) {
        context.addIssue({ code: "custom", message: `'${text}': ${(error as Error).message}` });
        return z.NEVER;
      }
    }),
  }),
});
