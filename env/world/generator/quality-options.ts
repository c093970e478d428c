import { z } from "zod";
import { drawnCorrelation, drawnShare, most } from "./drawn.js";

const varianceShares = z
  .strictObject({
    grid: drawnShare.default(0).describe("Share of the grid. Default: 0."),
    square: drawnShare.describe("Share of the square."),
    group: drawnShare.describe("Share of the group."),
    ice: drawnShare.default(0).describe("How near the ice is to the sample's best thickness. Default: 0."),
    contamination: drawnShare.default(0).describe("Share of the contamination. Default: 0."),
    texture: drawnShare
      .default(0)
      .describe(
        "What shows in the spread of a hole's intensity; much is good in some samples, bad in others. Default: 0.",
      ),
  })
  .refine((shares) => Object.values(shares).reduce((sum: number, share) => sum + most(share), 0) <= 1, {
    error: "the shares must add up to at most 1",
  });

function isQuantileFunction(points: readonly (readonly [number, number])[]): boolean {
  const rises = points.every(([p, q], i) => i === 0 || (p > points[i - 1]![0] && q >= points[i - 1]![1]));
  return rises && points[0]?.[0] === 0 && points.at(-1)![0] === 1;
}

/** The `quality` mapping of a generated world: what micrographs are like. */
export const qualityOptions = z.strictObject({
  good_angstrom: z.number().positive().describe("CTF resolution up to which a hole is in the good class, Å."),
  good_share: drawnShare.describe("Share of a sample's holes in the good class."),
  good_variance_shares: varianceShares.describe(
    "Shares in the variance of what decides between good and bad; the rest is the hole's own.",
  ),
  value_variance_shares: varianceShares.describe(
    "The same for what decides where in its class a hole's CTF resolution lies.",
  ),
  ctf_quantiles: z
    .array(z.tuple([z.number().min(0).max(1), z.number().positive()]))
    .refine(isQuantileFunction, "expected [probability, Å] rising in both, from probability 0 to probability 1")
    .describe("[probability, Å] from probability 0 to 1; in between linear in the logarithm."),
  failed_fit_share: z
    .number()
    .min(0)
    .max(1)
    .describe("Share of holes whose CTF fit fails; only holes outside the good class do."),
});

/** The `prediction` mapping: a regressor's imperfect guess at the CTF resolution. */
export const predictionOptions = z
  .strictObject({
    correlation: drawnCorrelation
      .optional()
      .describe("Of the logarithms of predicted and true CTF resolution, failed fits aside; below 0 misleads."),
    auc: drawnShare.optional().describe("AUC of the prediction for the good class; below 0.5 misleads."),
    trained_on: z
      .enum(["same-sample", "other-sample"])
      .default("same-sample")
      .describe(
        "A regressor of another sample knows another best thickness, and nothing of what this sample's ice hides. Default: same-sample.",
      ),
  })
  .refine(({ correlation, auc }) => (correlation === undefined) !== (auc === undefined), {
    error: "expected either 'correlation' or 'auc'",
  });
