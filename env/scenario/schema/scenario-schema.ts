import { z } from "zod";
import { worldKinds } from "../../world/kinds/index.js";
import { latencyKinds } from "../../world/latency/kinds/index.js";
import { expression } from "../expressions/expression-schema.js";
import { quantity } from "../quantity.js";
import type { Start } from "../scenario.js";
import { goodMicrographs, outcomeVariables } from "../threshold-objective.js";

/** Mappings whose `kind` chooses the schema of their other keys, with their kinds. */
export const kindedKeys = { world: worldKinds, latency: latencyKinds } as const;
export type KindedKey = keyof typeof kindedKeys;

function byKind(names: readonly string[]) {
  return z.looseObject({ kind: z.enum(names as [string, ...string[]]) });
}

/** What a scenario, a preset and everything that is extended may say of itself. */
const about = {
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "expected letters, digits, '.', '_' and '-'"),
  description: z.string().default(""),
  extends: z.union([z.string(), z.array(z.string())]).optional(),
  variables: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
};

/** A scenario's top level; `world` and `latency` are checked by their kind afterwards. */
export const scenarioSchema = z.strictObject({
  ...about,
  world: byKind(worldKinds.names()),
  start: z.enum(["random-hole", "outside"] satisfies Start[]),
  budget: quantity("s").refine((seconds) => seconds > 0, "expected a time above 0, such as '480 min'"),
  latency: byKind(latencyKinds.names()),
  objective: z.strictObject({ good: expression(outcomeVariables, goodMicrographs) }),
});

/** A preset's top level: any part of a scenario. */
export const presetSchema = scenarioSchema.partial().required({ name: true, description: true });
