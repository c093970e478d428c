import type { Scenario } from "../../env/scenario/scenario.js";
import type { WorldSource } from "../../env/world/world-source.js";
import { describeFailure } from "./episode-failure.js";
import type { EpisodeRecord } from "./episode-record.js";
import { type EvaluationPlan, unitsOf } from "./evaluation-plan.js";
import type { EvaluationResult } from "./evaluation-result.js";
import { type PlayOptions, playUnit } from "./play-unit.js";
import { resultsOf } from "./results-of.js";

export interface EvaluateOptions extends Pick<PlayOptions, "build"> {
  readonly scenario: Scenario;
  readonly source: WorldSource;
  readonly policies: readonly string[];
  readonly budgetsMinutes: readonly number[];
  readonly episodes: number;
  readonly seed: number;
  /** Episode k starts at the k-th hole of the table, for each hole once; `episodes` is not used. */
  readonly allStarts?: boolean;
  /** Called after each episode of each policy and budget. */
  readonly onEpisode?: (record: EpisodeRecord) => void;
}

/**
 * Runs every policy with every budget on the same episodes: episode k has the same world, start and keyed randomness
 * for all of them. In this thread and at once; `runEvaluation` does the same in several.
 *
 * @returns one result per budget and policy, in the order given
 * @throws Error if an episode fails, with its scenario, policy, seed and number
 * @example evaluate({ scenario, source, policies: ["index", "greedy"], budgetsMinutes: [480], episodes: 50, seed: 1 })
 */
export function evaluate(options: EvaluateOptions): EvaluationResult[] {
  const { scenario, source, policies, budgetsMinutes, episodes, seed, allStarts = false } = options;
  const plan: EvaluationPlan = {
    scenarios: [{ scenario, source, allStarts, budgetsMinutes }],
    policies,
    episodes,
    seed,
  };
  const records: EpisodeRecord[] = [];
  for (const unit of unitsOf(plan)) {
    for (const result of playUnit(plan.scenarios[0]!, unit, options)) {
      if ("failure" in result) throw new Error(describeFailure(result.failure));
      records.push(result.record);
      options.onEpisode?.(result.record);
    }
  }
  return resultsOf(plan, records);
}
