import { z } from "zod";
import { UserError } from "../../../env/errors.js";
import { checkPlainDocument } from "../../../env/scenario/check-plain-document.js";
import { dqnTrainingSchema } from "../dqn/dqn-training.js";
import type { AnyTrainingConfig } from "../train/load-training.js";
import { trainingSchema } from "../train/training-config.js";

const fields = z.record(z.string(), z.unknown());

const ablationSchema = z.strictObject({
  name: z.string().min(1),
  /** What is compared, for the table. */
  description: z.string().min(1),
  /** Each variant is trained once with each. */
  seeds: z.array(z.int()).min(1),
  /** What all variants have in common, as in a training file. */
  base: fields,
  variants: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "expected lower-case letters, digits and '-'"),
        what: z.string().min(1),
        /** What is different: fields of a training file; nested ones are put beside those of the base, null takes one away. */
        change: fields.default({}),
        /** Instead of those of all, where it is dear. */
        seeds: z.array(z.int()).min(1).optional(),
        /** Fields of the base that this one does not have. */
        without: z.array(z.string()).default([]),
      }),
    )
    .min(1),
  evaluate: z.strictObject({
    scenarios: z.array(z.string()).min(1),
    episodes: z.int().min(2),
    /** Of worlds that no variant has seen. */
    seed: z.int(),
    /** Policies that stand beside the variants; the first is what all are compared with. */
    references: z.array(z.string()).min(1),
  }),
});

/** An ablation, read and checked. */
export interface Ablation extends Omit<z.output<typeof ablationSchema>, "base" | "variants"> {
  readonly variants: readonly {
    readonly name: string;
    readonly what: string;
    readonly seeds: readonly number[];
    /** With a seed. */
    readonly config: (seed: number) => AnyTrainingConfig;
  }[];
}

/**
 * Reads and checks a file that says which variants of a training are compared.
 *
 * @throws UserError with `file:line:column` for what is wrong with its form, and with the variant's name for what is wrong
 *   with a training that it comes to
 * @example loadAblation("training/ablations.yaml").variants[0].config(1)
 */
export function loadAblation(file: string): Ablation {
  const { base, variants, ...rest } = checkPlainDocument(file, ablationSchema);
  return {
    ...rest,
    variants: variants.map(({ name, what, seeds = rest.seeds, change, without }) => {
      const config = (seed: number) => {
        const raw = merged(base, change);
        for (const field of without) delete raw[field];
        return parse(file, name, { name, purpose: `${rest.description} ${what}`, ...raw, seed });
      };
      config(seeds[0]!);
      return { name, what, seeds, config };
    }),
  };
}

function parse(file: string, variant: string, raw: Readonly<Record<string, unknown>>): AnyTrainingConfig {
  const parsed = raw.algorithm === "dqn" ? dqnTrainingSchema.safeParse(raw) : trainingSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(`${file}: variant '${variant}': ${issue!.path.join(".")}: ${issue!.message}`);
}

function merged(
  base: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const before = result[key];
    if (value === null) delete result[key];
    else result[key] = isFields(before) && isFields(value) ? merged(before, value) : value;
  }
  return result;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
