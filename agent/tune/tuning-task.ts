import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { UserError } from "../../env/errors.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import type { Scenario } from "../../env/scenario/scenario.js";
import type { WorldSource } from "../../env/world/world-source.js";

/** A scenario with a budget on which settings are compared. */
export interface TuningTask {
  readonly scenario: Scenario;
  readonly source: WorldSource;
  readonly budgetMinutes: number;
  /** Of the scenario's files, so that results of an older text are not taken for its own. */
  readonly digest: string;
}

/**
 * Opens scenarios for tuning.
 *
 * @param budgetsMinutes default: each scenario's own
 * @throws UserError if a scenario replays a recorded session: those are for reporting
 * @example tuningTasks(["y1-wide"], [120, 480])
 */
export function tuningTasks(scenarios: readonly string[], budgetsMinutes?: readonly number[]): TuningTask[] {
  return scenarios.flatMap((name) => {
    const scenario = loadScenario(name);
    if (scenario.world.kind !== "generated") {
      throw new UserError(
        `scenario '${name}' has a world of kind '${scenario.world.kind}': hyperparameters are tuned on generated worlds alone, so that recorded sessions stay for reporting; expected scenarios with 'world.kind: generated', such as y1-wide`,
      );
    }
    const source = openWorld(scenario);
    const digest = digestOf(scenario);
    const budgets = budgetsMinutes ?? [scenario.plan.budgetSeconds / 60];
    return budgets.map((budgetMinutes) => ({ scenario, source, budgetMinutes, digest }));
  });
}

function digestOf({ files }: Scenario): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}
