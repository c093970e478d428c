import { mean, median, sampleStandardDeviation } from "simple-statistics";
import { normalisedScore } from "../statistics/normalised-score.js";
import { meanInterval } from "./bootstrap.js";
import type { EpisodeRecord } from "./episode-record.js";
import { type EvaluationPlan, type PlannedScenario, inPlanOrder } from "./evaluation-plan.js";
import type { EvaluationResult } from "./evaluation-result.js";

/** A smaller bound is nothing but rounding. */
const LEAST_BOUND = 1e-6;

/**
 * What each policy came to on each scenario with each budget, in the plan's order, whatever the records' order. What
 * has no record is left out.
 */
export function resultsOf(plan: EvaluationPlan, records: readonly EpisodeRecord[]): EvaluationResult[] {
  const cells = Map.groupBy(inPlanOrder(plan, records), cellKey);
  return plan.scenarios.flatMap((each) =>
    each.budgetsMinutes.flatMap((budgetMinutes) =>
      plan.policies.flatMap((policy) => {
        const cell = cells.get(cellKey({ scenario: each.scenario.name, budgetMinutes, policy }));
        return cell === undefined ? [] : resultOf(each, cell, plan.seed);
      }),
    ),
  );
}
