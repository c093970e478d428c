import { UserError } from "../env/errors.js";
import type { Scenario } from "../env/scenario/scenario.js";
import type { WorldSource } from "../env/world/world-source.js";

/**
 * Refuses scenarios that the simulated microscope and its driver can't play as they are written: a session's survey
 * lists everything at once, results come with the exposure, and what is exposed is a hole.
 *
 * @throws UserError naming what it is and what to do
 */
export function requireServable(scenario: Scenario, source: WorldSource): void {
  const { metric, costPerHour } = scenario.plan.objective;
  const problems = [
    source.survey === "complete" ? "" : `squares that are surveyed on entry ('world.survey: ${source.survey}')`,
    scenario.plan.results === undefined ? "" : "results that arrive later ('results')",
    scenario.faults === undefined ? "" : "moves that fail ('faults')",
    source.shape.levels.at(-1) === "hole" ? "" : "several positions in a hole",
    metric === "goodMicrographs" && costPerHour === 0 ? "" : "an objective other than the number of good micrographs",
  ].filter((problem) => problem !== "");
  if (problems.length === 0) return;
  throw new UserError(
    `scenario '${scenario.name}' has ${problems.join(" and ")}, which the simulated microscope does not play yet; use 'cryogym simulate' or 'cryogym evaluate', or a scenario such as 'y1-like'.`,
  );
}
