import type { z } from "zod";
import type { Quantity } from "./evaluate-quantity.js";

/** What a text in a scenario file is to be read as, for what is done before a schema sees it. */
export type Mark =
  | {
      readonly kind: "quantity";
      /** The same quantity as a plain text, for the schema; throws an Error with one sentence if it is none. */
      readonly canonical: (text: string, variables: ReadonlyMap<string, Quantity>) => string;
    }
  | {
      readonly kind: "expression";
      /** Names that have a meaning of their own in it. */
      readonly names: readonly string[];
    };

const marks = new WeakMap<z.ZodType, Mark>();

/** Marks a schema; refined, defaulted and piped schemas made of it contain it. */
export function mark<T extends z.ZodType>(schema: T, as: Mark): T {
  marks.set(schema, as);
  return schema;
}

export function markOf(schema: z.ZodType): Mark | undefined {
  return marks.get(schema);
}
