import { z } from "zod";
import type { Objective } from "../objective.js";
import { commonObjectiveOptions, type ObjectiveKind, objectiveBase, sum } from "../objective-kind.js";

const options = z.strictObject(commonObjectiveOptions);

/**
 * Tilts, for tomography: a series that ended early has failed and is not good, but the tilts that it has are worth as
 * much as others, if they meet the condition.
 */
const kind: ObjectiveKind<typeof options> = {
  name: "completed-tilts",
  summary: "the completed tilts of each tilt series that meets the condition, those that ended early included",
  options,
  create(given): Objective {
    const meets = given.good.of;
    return {
      ...objectiveBase(given, "completedTilts"),
      metric: "completedTilts",
      unit: "tilts",
      amount(outcome) {
        const { completedTilts = 0 } = outcome;
        return completedTilts > 0 && meets(outcome) ? completedTilts : 0;
      },
      worth: sum,
    };
  },
};

export default kind;
