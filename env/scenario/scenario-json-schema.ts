import { z } from "zod";
import type { Registry, RegistryEntry } from "../registry.js";
import { worldKinds } from "../world/kinds/index.js";
import { latencyKinds } from "../world/latency/kinds/index.js";
import { scenarioSchema } from "./schema.js";

type Kinds = Registry<RegistryEntry & { readonly options: z.ZodType }>;

/** The JSON Schema of scenario files, so that editors complete and check them; from the schemas that loading uses. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const top = jsonSchema(scenarioSchema);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "cryogym scenario",
    ...top,
    properties: { ...(top.properties as object), world: byKind(worldKinds), latency: byKind(latencyKinds) },
  };
}

/** One alternative for each kind, its `kind` first. */
function byKind(kinds: Kinds): Record<string, unknown> {
  const alternatives = kinds.entries().map(({ name, summary, options }) => {
    const schema = jsonSchema(options);
    return {
      ...schema,
      description: summary,
      properties: { kind: { const: name }, ...(schema.properties as object) },
      required: ["kind", ...((schema.required as string[] | undefined) ?? [])],
    };
  });
  return { oneOf: alternatives };
}

function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}
