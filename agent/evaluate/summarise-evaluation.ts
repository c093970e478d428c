import type { EpisodeFailure } from "./episode-failure.js";
import type { EpisodeRecord } from "./episode-record.js";
import { type EvaluationPlan, episodeCount, inPlanOrder } from "./evaluation-plan.js";
import type { EvaluationReport } from "./evaluation-result.js";
import { resultsOf } from "./results-of.js";
import type { EvaluationRuns } from "./run-evaluation.js";
import type { EvaluationSummary } from "./summary/evaluation-summary.js";
import type { ScenarioFacts } from "./summary/paired-tasks.js";
import { summarise } from "./summary/summarise.js";

/** An evaluation's end. */
export interface SummarisedEvaluation {
  readonly report: EvaluationReport;
  /** All that the page shows; undefined if there is no episode that all policies have. */
  readonly summary: EvaluationSummary | undefined;
  /** Episodes that the plan asks for, in its order. */
  readonly records: readonly EpisodeRecord[];
}

/** What an evaluation says in the end, the same whatever the order in which its episodes were finished. */
export function summariseEvaluation(plan: EvaluationPlan, { records, failures }: EvaluationRuns): SummarisedEvaluation {
  const ordered = inPlanOrder(plan, records);
  const summary = summaryOf(plan, ordered);
  const report: EvaluationReport = {
    schemaVersion: 1,
    seed: plan.seed,
    episodes: Math.max(...plan.scenarios.map((each) => episodeCount(each, plan))),
    results: resultsOf(plan, ordered),
    comparisons: summary?.comparisons ?? [],
    aggregates: summary?.aggregates ?? [],
    failures: failures.toSorted(inOrderOf(plan)),
  };
  return { report, summary, records: ordered };
}

/** What the records do not say of a plan's scenarios, in the plan's order. */
function scenarioFacts({ scenarios }: EvaluationPlan): Readonly<Record<string, ScenarioFacts>> {
  return Object.fromEntries(
    scenarios.map(({ scenario: { name, plan }, source }) => {
      const { metric, unit } = plan.objective;
      return [name, { metric, unit, over: source.varies ? "generated worlds" : "starts of one session" }];
    }),
  );
}

/** @returns undefined if there is no episode that all policies have */
function summaryOf(plan: EvaluationPlan, records: readonly EpisodeRecord[]): EvaluationSummary | undefined {
  try {
    return summarise(records, { policies: plan.policies, scenarios: scenarioFacts(plan) });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function inOrderOf({ scenarios, policies }: EvaluationPlan): (a: EpisodeFailure, b: EpisodeFailure) => number {
  const place = new Map(scenarios.map(({ scenario: { name } }, i) => [name, i]));
  return (a, b) =>
    place.get(a.scenario)! - place.get(b.scenario)! ||
    a.budgetMinutes - b.budgetMinutes ||
    policies.indexOf(a.policy) - policies.indexOf(b.policy) ||
    a.episode - b.episode;
}
