import { z } from "zod";
import type { Objective } from "../objective.js";
import { commonObjectiveOptions, type ObjectiveKind, objectiveBase, sum } from "../objective-kind.js";
import { compileOutcomeCondition } from "../outcome-expression.js";

const options = z.strictObject(commonObjectiveOptions);

/** As many good micrographs as possible. */
const kind: ObjectiveKind<typeof options> = {
  name: "good-micrographs",
  summary: "1 for each good micrograph",
  options,
  create(given): Objective {
    const base = objectiveBase(given);
    const { isGood } = base;
    return {
      ...base,
      metric: "goodMicrographs",
      unit: "micrographs",
      amount: (outcome) => (isGood(outcome) ? 1 : 0),
      worth: sum,
    };
  },
};

export default kind;

/**
 * Counts micrographs that meet a condition.
 *
 * @param costPerHour micrographs that an hour costs
 * @throws Error with a sentence if it is no condition
 * @example goodMicrographs("ctf_resolution_angstrom <= 6")
 */
export function goodMicrographs(good: string, costPerHour = 0): Objective {
  return kind.create({ good: compileOutcomeCondition(good), cost_per_hour: costPerHour });
}
