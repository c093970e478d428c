import { z } from "zod";
import { levelFaults } from "../../world/faults.js";

const share = z.number().min(0).max(1).default(0).describe("Chance that a try to enter or to expose one fails.");

/** How often moves fail: a chance for each level, and after how many tries a target is given up. */
export const faultsSchema = z
  .strictObject({
    tries: z.int().min(1).max(100).default(3).describe("Failed tries in a row after which a target is given up."),
    grid: share,
    square: share,
    group: share,
    hole: share,
    position: share,
  })
  .transform(({ tries, ...shares }) => levelFaults(shares, tries));
