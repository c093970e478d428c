import assert from "node:assert/strict";
import { evaluate } from "../../agent/evaluate/evaluate.js";
import type { EvaluationResult } from "../../agent/evaluate/evaluation-result.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";

export const budgetsMinutes = [120, 240, 360, 480];

/** Mean good micrographs at each budget by an independent count on the session's table, costs 1/2/6/8 minutes. */
export const fromAllStarts: Readonly<Record<string, readonly number[]>> = {
  greedy: [97.26, 199.03, 297.3, 396.58],
  raster: [51.3, 105.9, 149.7, 176.0],
};

/** The same from drawn starts, given to one decimal. */
export const fromRandomStarts: Readonly<Record<string, readonly number[]>> = {
  random: [7.5, 15.2, 22.9, 30.7],
  "random-group": [43.1, 84.7, 126.5, 168.3],
  "greedy-truth": [105.8, 213.9, 313.8, 424.0],
};

/** Evaluates policies on session 21mar02c. @param folder the session's data */
export function evaluateSession(
  folder: string,
  policies: readonly string[],
  episodes: number,
  { allStarts = false, budgets = budgetsMinutes } = {},
): EvaluationResult[] {
  const scenario = loadScenario("21mar02c");
  const source = openWorld(scenario, folder);
  return evaluate({ scenario, source, policies, budgetsMinutes: budgets, episodes, seed: 1, allStarts });
}

/** Within four standard errors of what the reference counts, which is rounded. */
export function assertNear(result: EvaluationResult, expected: readonly number[], episodes: number): void {
  const { policy, budgetMinutes, mean, sd } = result;
  const standardError = sd! / Math.sqrt(episodes);
  const difference = Math.abs(mean - expected[budgetsMinutes.indexOf(budgetMinutes)]!);
  assert.ok(difference <= 4 * standardError + 0.05, `${policy} ${budgetMinutes}: ${mean} ± ${standardError}`);
}

/** At each budget the interval of index lies above that of greedy, clairvoyant above index and below the bound. */
export function assertOrder(results: readonly EvaluationResult[]): void {
  const at = (policy: string, budget: number) =>
    results.find((result) => result.policy === policy && result.budgetMinutes === budget)!;
  for (const budget of new Set(results.map(({ budgetMinutes }) => budgetMinutes))) {
    assert.ok(
      at("index", budget).ci95![0] > at("greedy", budget).ci95![1],
      `index against greedy at ${budget} minutes`,
    );
    assert.ok(at("clairvoyant", budget).mean > at("index", budget).mean, `clairvoyant at ${budget} minutes`);
    assert.ok(at("clairvoyant", budget).mean <= at("clairvoyant", budget).boundMean, `bound at ${budget} minutes`);
  }
}
