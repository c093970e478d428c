import { objectiveKinds } from "../objective/kinds/index.js";
import { worldKinds } from "../world/kinds/index.js";
import { latencyKinds } from "../world/latency/kinds/index.js";
import { checkDocument } from "./check-document.js";
import type { Scenario } from "./scenario.js";
import { scenarioFile } from "./scenario-files.js";
import { scenarioSchema } from "./schema/scenario-schema.js";

/**
 * Reads and checks a scenario by name or file, together with what it extends. Opens no table.
 *
 * @param dataFolder the value of `--data`, if given: files in it may be extended
 * @throws UserError with `file:line:column` for each thing that is wrong
 * @example loadScenario("21mar02c").plan.budgetSeconds // 28800
 */
export function loadScenario(nameOrFile: string, dataFolder?: string): Scenario {
  const file = scenarioFile(nameOrFile);
  const { value, options, files } = checkDocument(file, scenarioSchema, dataFolder);
  return {
    name: value.name,
    description: value.description,
    file,
    files,
    world: { kind: worldKinds.get(value.world.kind).name, options: options.world },
    start: value.start,
    plan: {
      budgetSeconds: value.budget,
      latency: latencyKinds.get(value.latency.kind).create(options.latency),
      objective: objectiveKinds.get(value.objective.kind).create(options.objective),
      ...(value.results && { results: value.results }),
    },
    ...(value.faults && { faults: value.faults }),
  };
}
