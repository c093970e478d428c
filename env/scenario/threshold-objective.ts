import type { Objective } from "../world/objective.js";
import { compileCondition } from "./expression.js";

/** What a scenario's expressions over one outcome may name. */
export const outcomeVariables = ["ctf_resolution_angstrom"] as const;

/** Counts micrographs that meet a condition. */
export function goodMicrographs(goodExpression: string): Objective {
  const condition = compileCondition(goodExpression, outcomeVariables);
  const objective: Objective = {
    goodExpression,
    metric: "goodMicrographs",
    unit: "micrographs",
    costPerHour: 0,
    isGood: (outcome) => !outcome.failed && condition({ ctf_resolution_angstrom: outcome.ctfResolutionAngstrom }),
    amount: (outcome) => (objective.isGood(outcome) ? 1 : 0),
    worth: (tally) => tally,
  };
  return objective;
}
