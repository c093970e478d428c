import { KeyedRandom } from "../../env/random/keyed-random.js";
import { episodeRandom } from "../../env/world/start.js";
import type { EpisodeKey } from "./episode-failure.js";
import type { EpisodeRecord } from "./episode-record.js";
import type { EpisodeRuns, EpisodeUnit, EvaluatedScenario } from "./play-unit.js";

/** What is played on one scenario. */
export interface PlannedScenario extends EvaluatedScenario {
  readonly budgetsMinutes: readonly number[];
}

/** What an evaluation plays. */
export interface EvaluationPlan {
  readonly scenarios: readonly PlannedScenario[];
  readonly policies: readonly string[];
  /** Episodes for each scenario, budget and policy; of a scenario with {@link EvaluatedScenario.allStarts} its holes. */
  readonly episodes: number;
  /** Of worlds, starts and policies. */
  readonly seed: number;
}

/** Number of episodes of one scenario, for each budget and policy. */
export function episodeCount({ source, allStarts }: EvaluatedScenario, { episodes, seed }: EvaluationPlan): number {
  if (!allStarts) return episodes;
  const { tree } = source.create(episodeRandom(new KeyedRandom(seed), 0));
  return tree.size - tree.firstLeaf;
}

/** Number of records that an evaluation comes to. */
export function recordCount(plan: EvaluationPlan): number {
  const runs = plan.scenarios.map((each) => episodeCount(each, plan) * each.budgetsMinutes.length);
  return plan.policies.length * runs.reduce((a, b) => a + b, 0);
}

/** The same for the same run of an evaluation, whatever file it comes from. */
export function keyText({ scenario, policy, budgetMinutes, episode }: Omit<EpisodeKey, "seed">): string {
  return JSON.stringify([scenario, policy, budgetMinutes, episode]);
}

/**
 * What is left to be played, an episode of a scenario each. The scenarios take turns, so that what is done at any time
 * is of all of them, and the time left can be told from the time taken.
 *
 * @param finished runs of the same plan; bounds and references are taken from them
 */
export function unitsOf(plan: EvaluationPlan, finished: readonly EpisodeRecord[] = []): EpisodeUnit[] {
  const done = new Map(finished.map((record) => [keyText(record), record]));
  const references = new Map(finished.map((record) => [keyText({ ...record, policy: "" }), record]));
  const counts = plan.scenarios.map((each) => episodeCount(each, plan));
  const units: EpisodeUnit[] = [];
  for (let episode = 0; episode < Math.max(0, ...counts); episode++) {
    for (const [scenario, { scenario: what, budgetsMinutes }] of plan.scenarios.entries()) {
      if (episode >= counts[scenario]!) continue;
      const runs = budgetsMinutes.flatMap((budgetMinutes): EpisodeRuns[] => {
        const key = { scenario: what.name, budgetMinutes, episode };
        const policies = plan.policies.filter((policy) => !done.has(keyText({ ...key, policy })));
        if (policies.length === 0) return [];
        const known = references.get(keyText({ ...key, policy: "" }));
        return [{ budgetMinutes, policies, ...(known && { known: { bound: known.bound, raster: known.raster } }) }];
      });
      if (runs.length > 0) units.push({ scenario, episode, runs });
    }
  }
  return units;
}

/**
 * Records of a plan in its order, whatever order they were finished in: by scenario, budget, policy, episode. Those that
 * the plan does not ask for are left out.
 */
export function inPlanOrder(plan: EvaluationPlan, records: readonly EpisodeRecord[]): EpisodeRecord[] {
  const byKey = new Map(records.map((record) => [keyText(record), record]));
  return plan.scenarios.flatMap((each) => {
    const episodes = Array.from({ length: episodeCount(each, plan) }, (_, episode) => episode);
    return each.budgetsMinutes.flatMap((budgetMinutes) =>
      plan.policies.flatMap((policy) =>
        episodes.flatMap((episode) => {
          const key = { scenario: each.scenario.name, policy, budgetMinutes, episode };
          return byKey.get(keyText(key)) ?? [];
        }),
      ),
    );
  });
}
