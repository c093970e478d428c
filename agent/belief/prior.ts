import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { packageRoot } from "../../env/package-root.js";
import { logitPriorSchema } from "./logit-prior.js";
import { GROUP_KINDS, LEAF_SHARES } from "./typical-groups.js";

const schema = z.strictObject({
  schemaVersion: z.literal(3),
  /** How the file was made: a command and its seed. */
  madeBy: z.string(),
  featureSchemaVersion: z.number(),
  /** Share of good holes where nothing is known of them. */
  goodShare: z.number(),
  /** Logit of the good share as a line in the natural logarithm of a feature. */
  logistic: z.strictObject({ feature: z.string(), intercept: z.number(), slope: z.number() }),
  /** What a square is like before its first micrograph, for those that were not surveyed. */
  typical: z.strictObject({
    /** Mean number of children by level: squares of a grid, groups of a square, holes of a group. */
    children: z.record(z.string(), z.number()),
    /** Chances of holes to be good as the feature tells them: {@link addTypicalGroups}. [kinds, shares] */
    chances: z.array(z.array(z.number()).length(LEAF_SHARES)).length(GROUP_KINDS),
  }),
  /** Variance of the good label around its prior probability by level, and each hole's own. */
  variances: z.strictObject({
    withFeature: z.record(z.string(), z.number()),
    withoutFeature: z.record(z.string(), z.number()),
  }),
  /** Of the belief named hierarchical. */
  logit: logitPriorSchema,
});

/** What is believed of a sample before its first micrograph. */
export type Prior = z.output<typeof schema>;

/** Reads a prior by name from `agent/belief/priors`. */
export function loadPrior(name: string): Prior {
  const file = join(packageRoot, "agent", "belief", "priors", `${name}.json`);
  return schema.parse(JSON.parse(readFileSync(file, "utf8")));
}
