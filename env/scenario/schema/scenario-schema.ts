import { z } from "zod";
import { DEFAULT_OBJECTIVE, objectiveKinds } from "../../objective/kinds/index.js";
import { worldKinds } from "../../world/kinds/index.js";
import { latencyKinds } from "../../world/latency/kinds/index.js";
import { quantity } from "../quantity.js";
import type { Start } from "../scenario.js";
import { faultsSchema } from "./faults-schema.js";
import { resultsSchema } from "./results-schema.js";

/** Mappings whose `kind` chooses the schema of their other keys, with their kinds. */
export const kindedKeys = { world: worldKinds, latency: latencyKinds, objective: objectiveKinds } as const;
export type KindedKey = keyof typeof kindedKeys;

/** What a mapping without a `kind` is. */
export const defaultKinds: Readonly<Partial<Record<KindedKey, string>>> = { objective: DEFAULT_OBJECTIVE };

function byKind(key: KindedKey) {
  const kind = z.enum(kindedKeys[key].names() as [string, ...string[]]);
  const usual = defaultKinds[key];
  return z.looseObject({ kind: usual === undefined ? kind : kind.default(usual) });
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
  world: byKind("world"),
  start: z.enum(["random-hole", "outside"] satisfies Start[]),
  budget: quantity("s").refine((seconds) => seconds > 0, "expected a time above 0, such as '480 min'"),
  latency: byKind("latency"),
  objective: byKind("objective"),
  results: resultsSchema.optional(),
  faults: faultsSchema.optional(),
});

/** A preset's top level: any part of a scenario. */
export const presetSchema = scenarioSchema.partial().required({ name: true, description: true });
