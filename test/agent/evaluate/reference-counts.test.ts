import assert from "node:assert/strict";
import { evaluate } from "../../../agent/evaluate/evaluate.js";
import type { EvaluationResult } from "../../../agent/evaluate/evaluation-result.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { requireSessionData } from "../../support/session-data.js";

const budgetsMinutes = [120, 240, 360, 480];

/** Mean good micrographs at each budget by an independent count on the session's table, costs 1/2/6/8 minutes. */
const fromAllStarts = { greedy: [97.26, 199.03, 297.3, 396.58], raster: [51.3, 105.9, 149.7, 176.0] };
const fromRandomStarts = {
  random: [7.5, 15.2, 22.9, 30.7],
  "random-group": [43.1, 84.7, 126.5, 168.3],
  "greedy-truth": [105.8, 213.9, 313.8, 424.0],
};
const boundReference = [112.8, 223.5, 332.5, 441.0];
/** That count lets a part of a group be visited; the bound is of whole ones, of which few fit into a short session. */
const partialGroup = 2.5;
const tolerance = 0.2;
const episodes = 500;

function run(folder: string, policies: readonly string[], allStarts: boolean): EvaluationResult[] {
  const scenario = loadScenario("21mar02c");
  const source = openWorld(scenario, folder);
  return evaluate({ scenario, source, policies, budgetsMinutes, episodes, seed: 1, allStarts });
}

describe("evaluation of session 21mar02c against an independent count", () => {
  it("greedy and raster from all 1,197 starts, and the bound", function () {
    this.timeout(300_000);
    const results = run(requireSessionData(this), ["greedy", "raster"], true);
    assert.equal(results.length, 2 * budgetsMinutes.length);
    for (const { policy, budgetMinutes, mean, rasterMean, boundMean } of results) {
      const i = budgetsMinutes.indexOf(budgetMinutes);
      const expected = fromAllStarts[policy as keyof typeof fromAllStarts][i]!;
      assert.ok(Math.abs(mean - expected) <= tolerance, `${policy} ${budgetMinutes}: ${mean}`);
      assert.ok(
        Math.abs(rasterMean - fromAllStarts.raster[i]!) <= tolerance,
        `reference ${budgetMinutes}: ${rasterMean}`,
      );
      assert.ok(
        boundMean <= boundReference[i]! + tolerance && boundMean >= boundReference[i]! - partialGroup,
        `bound ${budgetMinutes}: ${boundMean}`,
      );
    }
  });

  for (const [policy, expected] of Object.entries(fromRandomStarts)) {
    it(`${policy} from ${episodes} random starts`, function () {
      this.timeout(180_000);
      run(requireSessionData(this), [policy], false).forEach((result, i) => {
        // The reference is itself a mean of drawn starts, given to one decimal.
        const standardError = result.sd! / Math.sqrt(episodes);
        const difference = Math.abs(result.mean - expected[i]!);
        assert.ok(
          difference <= 4 * standardError + 0.05,
          `${policy} ${result.budgetMinutes}: ${result.mean} ± ${standardError}`,
        );
      });
    });
  }

  it("index is above greedy at every budget, and clairvoyant above both and below the bound", function () {
    this.timeout(180_000);
    const scenario = loadScenario("21mar02c");
    const source = openWorld(scenario, requireSessionData(this));
    const results = evaluate({
      scenario,
      source,
      policies: ["index", "greedy", "clairvoyant"],
      budgetsMinutes,
      episodes: 50,
      seed: 1,
    });
    const at = (policy: string, budget: number) =>
      results.find((result) => result.policy === policy && result.budgetMinutes === budget)!;
    for (const budget of budgetsMinutes) {
      assert.ok(
        at("index", budget).ci95![0] > at("greedy", budget).ci95![1],
        `index against greedy at ${budget} minutes`,
      );
      assert.ok(at("clairvoyant", budget).mean > at("index", budget).mean, `clairvoyant at ${budget} minutes`);
      assert.ok(at("clairvoyant", budget).mean <= at("clairvoyant", budget).boundMean, `bound at ${budget} minutes`);
    }
  });
});
