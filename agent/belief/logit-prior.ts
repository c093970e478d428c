import { z } from "zod";
import { GROUP_KINDS, LEAF_SHARES, SQUARE_KINDS } from "./typical-groups.js";

const feature = z.strictObject({
  name: z.string(),
  /** Name of the level that has it. */
  level: z.string(),
  /** Whether its logarithm is taken. */
  logarithm: z.boolean(),
  /** Whether its square counts, less 1, after centring and scaling. */
  square: z.boolean(),
  center: z.number(),
  scale: z.number().positive(),
});

const variance = z.number().min(0);

const logitCase = z.strictObject({
  /** Whether leaves have predictions, and whether targets have other features. */
  predictions: z.boolean(),
  images: z.boolean(),
  /** Of a leaf's logit with all features at their centre. */
  intercept: z.strictObject({ mean: z.number(), variance }),
  /** By `level.feature`, with `^2` for a square: of the weight on all grids, and of what it is on one beyond that. */
  weights: z.record(z.string(), z.strictObject({ mean: z.number(), variance, gridVariance: variance })),
  /** Variances of the effects of a grid, a square, a group and, where holes have several positions, a hole. */
  grid: variance,
  square: variance,
  group: variance,
  hole: variance,
  /** Share of the groups' variance that neighbours have in common, and the distance at which that falls to 1/e. */
  spatial: z.strictObject({ share: z.number().min(0).max(1), lengthMicrometers: z.number().positive() }),
  /** What features say of leaves: {@link addTypicalGroups}. [kinds of groups, shares of their leaves] */
  /** What the features of squares say of them: means of equal shares of squares, the least promising first. */
  typicalSquares: z.array(z.number()).length(SQUARE_KINDS),
  typicalOffsets: z.array(z.array(z.number()).length(LEAF_SHARES)).length(GROUP_KINDS),
});

/** Of a model of the logit of a leaf's chance to be good: features times weights plus effects of the levels. */
export const logitPriorSchema = z.strictObject({
  features: z.array(feature),
  /** What is believed depends on what there is to go by: without features the effects are larger. */
  cases: z.array(logitCase).min(1),
});

export type LogitPrior = z.output<typeof logitPriorSchema>;
export type LogitFeature = z.output<typeof feature>;
export type LogitCase = z.output<typeof logitCase>;
