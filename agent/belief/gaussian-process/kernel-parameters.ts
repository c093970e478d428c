import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { packageRoot } from "../../../env/package-root.js";

const feature = z.strictObject({
  /** Level of the node that has it: a leaf's own, or one above. */
  level: z.string(),
  name: z.string(),
  /** Whether the natural logarithm of the value is used; a value that is not above 0 counts as missing then. */
  logarithm: z.boolean(),
  /** What is taken off, and what it is divided by then. */
  mean: z.number(),
  sd: z.number().positive(),
  /** Expected weight of the standardised feature in the latent quality. */
  weight: z.number(),
  /** Expected effect of the feature's being missing. */
  missingWeight: z.number(),
});

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  /** How the file was made: a command and its seed. */
  madeBy: z.string(),
  featureSchemaVersion: z.number(),
  /** Latent quality of a leaf whose features are all at their mean. */
  intercept: z.number(),
  features: z.array(feature),
  /** Standard deviation of a feature's weight around the expected one: of the predicted CTF resolution, and of others. */
  predictionWeightSd: z.number().nonnegative(),
  weightSd: z.number().nonnegative(),
  /** Standard deviation and length scale (in standardised features) of a smooth function of all features. */
  smoothSd: z.number().nonnegative(),
  smoothLength: z.number().positive(),
  /** Standard deviation of the effects of a level's nodes; of leaves it is 1, the unit. */
  effectSds: z.record(z.string(), z.number().nonnegative()),
  /** Length scale of the groups' effects inside a square. */
  groupLengthMicrometers: z.number().positive(),
});

/** Mean and kernel of the Gaussian process, in units of what a leaf has of its own. */
export type KernelParameters = z.output<typeof schema>;

export type KernelFeature = KernelParameters["features"][number];

/** Reads kernel parameters by name from `agent/belief/priors`. */
export function loadKernelParameters(name: string): KernelParameters {
  const file = join(packageRoot, "agent", "belief", "priors", `${name}.json`);
  return schema.parse(JSON.parse(readFileSync(file, "utf8")));
}
