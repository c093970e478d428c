import { UserError } from "../errors.js";
import { type OutcomeField, variableOf } from "../objective/outcome-fields.js";
import { KeyedRandom } from "../random/keyed-random.js";
import type { WorldData } from "../world/world-data.js";
import type { WorldSource } from "../world/world-source.js";
import type { Scenario } from "./scenario.js";

/** What to write for results that tell a number: by the kind of world. */
const advice: Readonly<Partial<Record<OutcomeField, Readonly<Record<string, string>>>>> = {
  completedTilts: {
    generated:
      "write 'exposure: { kind: tilt_series, tilts: 41, failure_share_per_tilt: 0.002 }' under 'world' for tilt series",
    replay: "session tables hold micrographs; tilt series need a world of the kind 'generated'",
  },
};

/**
 * Asks whether the results of a scenario's worlds tell what its objective needs: otherwise nothing would ever be worth
 * anything.
 *
 * @throws UserError naming scenario, objective and number, and what to do
 */
export function checkObjective(scenario: Scenario, source: WorldSource): void {
  const { needs, goodExpression } = scenario.plan.objective;
  const columns = needs.filter((field) => field !== "ctfResolutionAngstrom");
  if (columns.length === 0) return;
  const data: WorldData = source.create(new KeyedRandom(0));
  for (const field of columns) {
    if (data[field] !== undefined) continue;
    const name = variableOf(field);
    const { kind } = scenario.world;
    const usual = kind === "replay" ? `give the table the column '${name}'` : `no world of the kind '${kind}' has it`;
    throw new UserError(
      `scenario '${scenario.name}': the objective (good: ${goodExpression}) needs ${name}, which results in its world do not tell: ${advice[field]?.[kind] ?? usual}, or choose another objective.`,
    );
  }
}
