import { z } from "zod";
import type { ResultTiming } from "../../session/result-timing.js";
import { quantity } from "../quantity.js";

/** When results arrive; without it they come at the exposure's end. */
export const resultsSchema = z
  .strictObject({
    delay: quantity("s").describe("Median time from an exposure's end to its result."),
    spread: z
      .number()
      .min(0)
      .max(3)
      .default(0)
      .describe("Standard deviation of the delay's logarithm; 0: all delays alike. More than 3 is a typing error."),
    time_out: quantity("s")
      .prefault("30 min")
      .describe("After this time a result that has not come counts as failed. Default: 30 min."),
    lost_share: z.number().min(0).max(1).default(0).describe("Share of results that never come."),
  })
  .refine(({ delay, time_out }) => delay <= time_out, {
    path: ["time_out"],
    error: "expected a time of at least 'delay': half of all results would never come",
  })
  .transform(
    ({ delay, spread, time_out, lost_share }): ResultTiming => ({
      medianSeconds: delay,
      logSpread: spread,
      timeOutSeconds: time_out,
      lostShare: lost_share,
    }),
  );
