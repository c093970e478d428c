import { z } from "zod";
import type { Path } from "../document/located.js";

/**
 * What a value may be by a schema: the schema without what surrounds it (optional, default, refinements, pipes), its
 * alternatives one by one.
 */
export function alternatives(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(alternatives);
  if (schema instanceof z.ZodIntersection) return [schema.def.left, schema.def.right].flatMap(alternatives);
  if (schema instanceof z.ZodLazy) return alternatives(schema.unwrap());
  if (schema instanceof z.ZodPipe) {
    return alternatives(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  }
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNonOptional ||
    schema instanceof z.ZodCatch ||
    schema instanceof z.ZodReadonly
  ) {
    return alternatives(schema.unwrap());
  }
  return [schema];
}

/** What may stand under a key, or at an index, of a value. */
export function childSchemas(schemas: readonly z.core.$ZodType[], value: unknown, key: PropertyKey): z.core.$ZodType[] {
  return fitting(schemas, value).flatMap((schema) => {
    if (schema instanceof z.ZodObject) {
      const child = (schema.shape as Readonly<Record<PropertyKey, z.core.$ZodType | undefined>>)[key];
      if (child !== undefined && Object.hasOwn(schema.shape, key)) return alternatives(child);
      return schema.def.catchall === undefined ? [] : alternatives(schema.def.catchall);
    }
    if (schema instanceof z.ZodArray) return alternatives(schema.element);
    if (schema instanceof z.ZodTuple) {
      const item = schema.def.items[Number(key)] ?? schema.def.rest;
      return item == null ? [] : alternatives(item);
    }
    return schema instanceof z.ZodRecord ? alternatives(schema.valueType) : [];
  });
}

/** What may stand at a path of a value. */
export function schemasAt(schema: z.ZodType, value: unknown, path: Path): z.core.$ZodType[] {
  let at = alternatives(schema);
  let inside = value;
  for (const key of path) {
    at = childSchemas(at, inside, key);
    inside = member(inside, key);
  }
  return at;
}

/** Keys of the mapping that a schema has at a path of a value. */
export function allowedKeys(schema: z.ZodType, value: unknown, path: Path): string[] {
  const inside = path.reduce<unknown>(member, value);
  const keys = fitting(schemasAt(schema, value, path), inside).flatMap((found) =>
    found instanceof z.ZodObject ? Object.keys(found.shape) : [],
  );
  return [...new Set(keys)];
}

/** The member of a value under a key, or undefined. */
export function member(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<PropertyKey, unknown>>)[key];
}

/** Of alternative mappings those that a value's words, such as its `kind`, choose; all if they choose none. */
function fitting(schemas: readonly z.core.$ZodType[], value: unknown): readonly z.core.$ZodType[] {
  const chosen = schemas.filter((schema) => !(schema instanceof z.ZodObject) || fits(schema, value));
  return chosen.length === 0 ? schemas : chosen;
}

function fits(schema: z.ZodObject, value: unknown): boolean {
  return Object.entries(schema.shape).every(([key, child]) => {
    const given = member(value, key);
    if (given === undefined) return true;
    const words = alternatives(child);
    if (!words.every((word) => word instanceof z.ZodLiteral || word instanceof z.ZodEnum)) return true;
    return words.some((word) => (word as z.ZodType).safeParse(given).success);
  });
}
