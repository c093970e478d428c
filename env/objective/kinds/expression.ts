import { z } from "zod";
import type { Objective } from "../objective.js";
import { commonObjectiveOptions, type ObjectiveKind, objectiveBase, sum } from "../objective-kind.js";
import { outcomeNumber } from "../outcome-expression.js";

const options = z.strictObject({
  ...commonObjectiveOptions,
  value: outcomeNumber().describe(
    "What one result is worth: a number over it, such as '6 / ctf_resolution_angstrom'. What is not measured or comes out below 0 is worth 0.",
  ),
});

/**
 * Anything that can be computed from one result, good or not. A failed exposure is worth 0; a tilt series that ended
 * early is not, as its tilts are a result.
 */
const kind: ObjectiveKind<typeof options> = {
  name: "expression",
  summary: "an expression over each result, such as '6 / ctf_resolution_angstrom'",
  options,
  create(given): Objective {
    const { value } = given;
    const amountOf = value.of;
    return {
      ...objectiveBase(given, ...value.fields),
      metric: "value",
      unit: "points",
      amount(outcome) {
        const { failed, completedTilts = 0 } = outcome;
        return failed && !(completedTilts > 0) ? 0 : amountOf(outcome);
      },
      worth: sum,
    };
  },
};

export default kind;
