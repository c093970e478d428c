import { aggregateOf, comparePolicies } from "./compare-policies.js";
import type { EpisodeFailure } from "./episode-failure.js";
import { type EvaluationPlan, episodeCount } from "./evaluation-plan.js";
import type { EvaluationReport } from "./evaluation-result.js";
import { pairedTasks } from "./paired-tasks.js";
import { resultsOf } from "./results-of.js";
import type { EvaluationRuns } from "./run-evaluation.js";

/** What an evaluation says in the end, the same whatever the order in which its episodes were finished. */
export function summariseEvaluation(plan: EvaluationPlan, { records, failures }: EvaluationRuns): EvaluationReport {
  const tasks = pairedTasks(plan, records);
  return {
    schemaVersion: 1,
    seed: plan.seed,
    episodes: Math.max(...plan.scenarios.map((each) => episodeCount(each, plan))),
    results: resultsOf(plan, records),
    comparisons: comparePolicies(tasks, plan.policies, plan.seed),
    aggregate: aggregateOf(tasks, plan.policies, plan.seed) ?? null,
    failures: failures.toSorted(inOrderOf(plan)),
  };
}

function inOrderOf({ scenarios, policies }: EvaluationPlan): (a: EpisodeFailure, b: EpisodeFailure) => number {
  const place = new Map(scenarios.map(({ scenario: { name } }, i) => [name, i]));
  return (a, b) =>
    place.get(a.scenario)! - place.get(b.scenario)! ||
    a.budgetMinutes - b.budgetMinutes ||
    policies.indexOf(a.policy) - policies.indexOf(b.policy) ||
    a.episode - b.episode;
}
