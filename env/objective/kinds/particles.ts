import { z } from "zod";
import type { Objective } from "../objective.js";
import { commonObjectiveOptions, type ObjectiveKind, objectiveBase, sum } from "../objective-kind.js";

const options = z.strictObject(commonObjectiveOptions);

/** As many particles as possible, those of micrographs that are not good left out. */
const kind: ObjectiveKind<typeof options> = {
  name: "particles",
  summary: "the particles of each good micrograph",
  options,
  create(given): Objective {
    const base = objectiveBase(given, "particleCount");
    const { isGood } = base;
    return {
      ...base,
      metric: "particles",
      unit: "particles",
      amount(outcome) {
        const { particleCount = 0 } = outcome;
        return particleCount > 0 && isGood(outcome) ? particleCount : 0;
      },
      worth: sum,
    };
  },
};

export default kind;
