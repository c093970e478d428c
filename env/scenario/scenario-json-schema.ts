import { z } from "zod";
import type { Registry, RegistryEntry } from "../registry.js";
import { defaultKinds, type KindedKey, kindedKeys, scenarioSchema } from "./schema/scenario-schema.js";

type Kinds = Registry<RegistryEntry & { readonly options: z.ZodType }>;
type JsonSchema = Record<string, unknown>;

/** What a file always says of itself; the other keys may come from what it extends. */
const ABOUT = ["name", "description", "extends", "variables"];
const HEAD = { $schema: "https://json-schema.org/draft/2020-12/schema" };

/**
 * The JSON Schema of scenario files, so that editors complete and check them; from the schemas that loading uses.
 * Where a file extends another one, every key may be left out.
 */
export function scenarioJsonSchema(): JsonSchema {
  const top = topLevel();
  const required = top.required.filter((key) => key !== "name");
  return {
    ...HEAD,
    title: "cryogym scenario",
    type: "object",
    properties: { ...top.about, ...Object.fromEntries(Object.keys(top.rest).map((key) => [key, true])) },
    required: ["name"],
    additionalProperties: false,
    if: { required: ["extends"] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's word
    then: { properties: optionalMembers(top.rest) },
    else: { properties: top.rest, required },
  };
}

/** The JSON Schema of presets: parts of scenarios. */
export function presetJsonSchema(): JsonSchema {
  const { about, rest } = topLevel();
  return {
    ...HEAD,
    title: "cryogym preset",
    type: "object",
    properties: { ...about, ...optionalMembers(rest) },
    required: ["name", "description"],
    additionalProperties: false,
  };
}

function topLevel(): { about: JsonSchema; rest: JsonSchema; required: readonly string[] } {
  const { properties, required } = jsonSchema(scenarioSchema) as { properties: JsonSchema; required: string[] };
  const kinded = Object.entries(kindedKeys).map(([key, kinds]) => [key, byKind(kinds, defaultKinds[key as KindedKey])]);
  const all: [string, unknown][] = Object.entries({ ...properties, ...Object.fromEntries(kinded) });
  return {
    about: Object.fromEntries(all.filter(([key]) => ABOUT.includes(key))),
    rest: Object.fromEntries(all.filter(([key]) => !ABOUT.includes(key))),
    required,
  };
}

/** One alternative for each kind, its `kind` first; the usual one needs none. */
function byKind(kinds: Kinds, usual: string | undefined): JsonSchema {
  const alternatives = kinds.entries().map(({ name, summary, options }) => {
    const schema = jsonSchema(options);
    return {
      ...schema,
      description: summary,
      properties: { kind: { const: name }, ...(schema.properties as object) },
      required: [...(name === usual ? [] : ["kind"]), ...((schema.required as string[] | undefined) ?? [])],
    };
  });
  return { oneOf: alternatives };
}

/** The same with no key of a mapping required; what a list holds stays whole, as lists are replaced, not merged. */
function optional(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(optional);
  if (typeof schema !== "object" || schema === null) return schema;
  const { required: _, oneOf, ...parts } = schema as JsonSchema;
  if (parts.properties !== undefined) parts.properties = optionalMembers(parts.properties as JsonSchema);
  if (parts.anyOf !== undefined) parts.anyOf = optional(parts.anyOf);
  // Without its kind a mapping may be of several.
  return oneOf === undefined ? parts : { ...parts, anyOf: optional(oneOf) };
}

/** `key: null` takes an inherited key away; its kind is what tells the keys of a mapping apart. */
function optionalMembers(properties: JsonSchema): JsonSchema {
  const members = Object.entries(properties).map(([key, value]) => [
    key,
    key === "kind" ? value : orNull(optional(value) as JsonSchema),
  ]);
  return Object.fromEntries(members);
}

function orNull(schema: JsonSchema): JsonSchema {
  const none = { type: "null" };
  if (Array.isArray(schema.anyOf)) return { ...schema, anyOf: [...schema.anyOf, none] };
  const { description, default: usual, ...rest } = schema;
  return {
    ...(description !== undefined && { description }),
    ...(usual !== undefined && { default: usual }),
    anyOf: [rest, none],
  };
}

function jsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}
