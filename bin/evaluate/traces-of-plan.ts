import { join } from "node:path";
import type { EpisodeRecord } from "../../agent/evaluate/episode-record.js";
import type { EvaluationPlan } from "../../agent/evaluate/evaluation-plan.js";
import type { Trace } from "../../agent/evaluate/write-trace.js";

/** A trace, and the place of its scenario in the plan. */
export interface PlannedTrace {
  readonly scenario: number;
  readonly trace: Trace;
}

/** The first episodes of each scenario and policy, those that were finished, with the longest budget. */
export function tracesOfPlan(
  plan: EvaluationPlan,
  records: readonly EpisodeRecord[],
  folder: string,
  episodes: number,
): PlannedTrace[] {
  const places = new Map(plan.scenarios.map(({ scenario }, i) => [scenario.name, i]));
  return records.flatMap(({ scenario: name, policy, budgetMinutes, episode }) => {
    const scenario = places.get(name)!;
    if (episode >= episodes || budgetMinutes !== Math.max(...plan.scenarios[scenario]!.budgetsMinutes)) return [];
    const file = join(folder, `${name}-${policy}-${episode}.html`);
    return [{ scenario, trace: { policy, budgetMinutes, episode, file } }];
  });
}
