import { mean } from "simple-statistics";
import { normalisedScore } from "../statistics/normalised-score.js";
import type { ScoreMatrix } from "../statistics/score-matrix.js";
import type { EpisodeRecord } from "./episode-record.js";
import { type EvaluationPlan, inPlanOrder } from "./evaluation-plan.js";

/** One scenario with one budget: the episodes that every policy has finished, in the same order for all. */
export interface PairedTask {
  readonly scenario: string;
  readonly budgetMinutes: number;
  /** Place of the scenario in the plan: budgets of a scenario have the same worlds. */
  readonly stratum: number;
  readonly episodes: number;
  /** Means over the episodes: the references are fixed for a task. */
  readonly raster: number;
  readonly bound: number;
  /** [policy][episode] */
  readonly returns: ScoreMatrix;
  /** [policy][episode] Returns by the references; undefined where bound − raster is about nothing. */
  readonly scores: ScoreMatrix | undefined;
}

/** Records side by side, by scenario and budget. Tasks without an episode that all policies have finished are left out. */
export function pairedTasks(plan: EvaluationPlan, records: readonly EpisodeRecord[]): PairedTask[] {
  const ordered = inPlanOrder(plan, records);
  return plan.scenarios.flatMap(({ scenario: { name }, budgetsMinutes }, stratum) =>
    budgetsMinutes.flatMap((budgetMinutes) => {
      const here = ordered.filter((record) => record.scenario === name && record.budgetMinutes === budgetMinutes);
      const byPolicy = plan.policies.map(
        (policy) => new Map(here.flatMap((record) => (record.policy === policy ? [[record.episode, record]] : []))),
      );
      const episodes = [...byPolicy[0]!.keys()].filter((episode) => byPolicy.every((runs) => runs.has(episode)));
      if (episodes.length === 0) return [];
      const raster = mean(episodes.map((episode) => byPolicy[0]!.get(episode)!.raster));
      const bound = mean(episodes.map((episode) => byPolicy[0]!.get(episode)!.bound));
      const returns = byPolicy.map((runs) => episodes.map((episode) => runs.get(episode)!.return));
      const canScore = normalisedScore(raster, raster, bound) !== undefined;
      const scores = canScore
        ? returns.map((values) => values.map((value) => normalisedScore(value, raster, bound)!))
        : undefined;
      return [{ scenario: name, budgetMinutes, stratum, episodes: episodes.length, raster, bound, returns, scores }];
    }),
  );
}
