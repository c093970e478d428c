import { mean, median, sampleStandardDeviation } from "simple-statistics";
import { meanInterval } from "../statistics/mean-interval.js";
import { normalisedScore } from "../statistics/normalised-score.js";
import type { EpisodeRecord } from "./episode-record.js";
import type { EvaluationPlan, PlannedScenario } from "./evaluation-plan.js";
import type { EvaluationResult } from "./evaluation-result.js";

/** A smaller bound is nothing but rounding. */
const LEAST_BOUND = 1e-6;

/**
 * What each policy came to on each scenario with each budget, in the plan's order. What has no record is left out.
 *
 * @param records by episode within policy and budget
 */
export function resultsOf(plan: EvaluationPlan, records: readonly EpisodeRecord[]): EvaluationResult[] {
  const cells = new Map<string, EpisodeRecord[]>();
  for (const record of records) {
    const key = cellKey(record);
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [record]);
    else cell.push(record);
  }
  return plan.scenarios.flatMap((each) =>
    each.budgetsMinutes.flatMap((budgetMinutes) =>
      plan.policies.flatMap((policy) => {
        const cell = cells.get(cellKey({ scenario: each.scenario.name, budgetMinutes, policy }));
        return cell === undefined ? [] : resultOf(each, cell, plan.seed);
      }),
    ),
  );
}

function cellKey({ scenario, budgetMinutes, policy }: Pick<EpisodeRecord, "scenario" | "budgetMinutes" | "policy">) {
  return JSON.stringify([scenario, budgetMinutes, policy]);
}

function resultOf({ scenario, source }: PlannedScenario, cell: readonly EpisodeRecord[], seed: number) {
  const { objective } = scenario.plan;
  const { policy, budgetMinutes } = cell[0]!;
  const returns = cell.map((record) => record.return);
  const boundMean = mean(cell.map(({ bound }) => bound));
  const rasterMean = mean(cell.map(({ raster }) => raster));
  const returnMean = mean(returns);
  const decided = cell.filter(({ decisions }) => decisions > 0);
  const result: EvaluationResult = {
    scenario: scenario.name,
    policy,
    budgetMinutes,
    metric: objective.metric,
    unit: objective.unit,
    episodes: cell.length,
    mean: returnMean,
    sd: returns.length < 2 ? null : sampleStandardDeviation(returns),
    ci95: meanInterval(returns, seed),
    intervalOver: source.varies ? "generated worlds" : "starts of one session",
    exposuresMean: mean(cell.map(({ exposures }) => exposures)),
    boundMean,
    rasterMean,
    shareOfBound: boundMean < LEAST_BOUND ? null : returnMean / boundMean,
    normalisedScore: normalisedScore(returnMean, rasterMean, boundMean) ?? null,
    decisionMicrosecondsMedian:
      decided.length === 0 ? 0 : median(decided.map(({ decisionMicroseconds }) => decisionMicroseconds.median)),
  };
  return result;
}
