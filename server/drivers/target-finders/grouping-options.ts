import { z } from "zod";
import { groupingKinds } from "../../../env/world/grouping/kinds/index.js";
import type { GroupingRule } from "./form-groups.js";

/** How far image shift reaches where nobody says, micrometres: EPU's usual cluster radius. */
const USUAL_RADIUS_MICROMETERS = 12;

/** Keys that all finders have which put holes into groups. */
export const groupingKeys = {
  grouping: z
    .enum(groupingKinds.names() as [string, ...string[]])
    .default("greedy-cover")
    .describe("How holes are put into groups that image shift reaches from one stage position."),
  image_shift_radius_micrometers: z
    .number()
    .positive()
    .max(1000)
    .default(USUAL_RADIUS_MICROMETERS)
    .describe("How far image shift may reach from a group's middle."),
};

/** What such keys say. */
export function groupingRule(options: {
  readonly grouping: string;
  readonly image_shift_radius_micrometers: number;
}): GroupingRule {
  return {
    grouping: groupingKinds.get(options.grouping),
    radiusMicrometers: options.image_shift_radius_micrometers,
  };
}
