import type { EpisodeRecord } from "../../agent/evaluate/episode-record.js";
import type { EvaluationPlan } from "../../agent/evaluate/evaluation-plan.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";

export interface PlanOptions {
  readonly scenarios?: readonly string[];
  readonly policies?: readonly string[];
  readonly budgetsMinutes?: readonly number[];
  readonly episodes?: number;
  readonly seed?: number;
}

/** A small evaluation of generated scenarios. */
export function evaluationPlan({
  scenarios = ["y1-like"],
  policies = ["greedy", "random"],
  budgetsMinutes = [60],
  episodes = 2,
  seed = 5,
}: PlanOptions = {}): EvaluationPlan {
  const planned = scenarios.map((name) => {
    const scenario = loadScenario(name);
    return { scenario, source: openWorld(scenario), allStarts: false, budgetsMinutes };
  });
  return { scenarios: planned, policies, episodes, seed };
}

/** A record without what the machine's speed decides. */
export function withoutTimes({
  decisionMicroseconds: _,
  ...record
}: EpisodeRecord): Omit<EpisodeRecord, "decisionMicroseconds"> {
  return record;
}
