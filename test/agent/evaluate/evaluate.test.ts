import assert from "node:assert/strict";
import { type EvaluateOptions, evaluate } from "../../../agent/evaluate/evaluate.js";
import { requirePolicies } from "../../../agent/evaluate/policy-by-name.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";

function options(policies: readonly string[], episodes = 3): EvaluateOptions {
  const scenario = loadScenario("y1-like");
  return { scenario, source: openWorld(scenario), policies, budgetsMinutes: [60, 120], episodes, seed: 5 };
}

const withoutTimings = (results: ReturnType<typeof evaluate>) =>
  JSON.stringify(results.map((result) => ({ ...result, decisionMicrosecondsMedian: 0 })));

describe("evaluate", () => {
  it("gives the same for the same seed, whatever other policies run beside", () => {
    const [first, second] = [evaluate(options(["index", "random"])), evaluate(options(["index", "random"]))];
    assert.equal(withoutTimings(first), withoutTimings(second));
    const alone = evaluate(options(["random"]));
    assert.equal(withoutTimings(first.filter(({ policy }) => policy === "random")), withoutTimings(alone));
  });

  it("gives another seed other worlds", () => {
    const [a] = evaluate(options(["greedy"]));
    const [b] = evaluate({ ...options(["greedy"]), seed: 6 });
    assert.notEqual(a!.boundMean, b!.boundMean);
  });

  it("lists one result per budget and policy, consistent in itself", () => {
    const results = evaluate(options(["index", "raster"]));
    assert.deepEqual(
      results.map(({ policy, budgetMinutes }) => [budgetMinutes, policy]),
      [
        [60, "index"],
        [60, "raster"],
        [120, "index"],
        [120, "raster"],
      ],
    );
    for (const result of results) {
      assert.equal(result.metric, "goodMicrographs");
      assert.equal(result.intervalOver, "generated worlds");
      assert.ok(result.mean <= result.exposuresMean && result.mean <= result.boundMean);
      assert.ok(Math.abs(result.shareOfBound! - result.mean / result.boundMean) < 1e-12);
      assert.ok(result.ci95![0] <= result.mean && result.mean <= result.ci95![1]);
    }
  });

  it("reports the objective's return: less than nothing where time costs more than it brings", () => {
    const usual = options(["raster", "index", "clairvoyant"]);
    const withCost = (costPerHour: number) => {
      const { plan } = usual.scenario;
      const scenario = { ...usual.scenario, plan: { ...plan, objective: { ...plan.objective, costPerHour } } };
      return evaluate({ ...usual, scenario, budgetsMinutes: [120] });
    };
    const [free, dear, ruinous] = [0, 20, 1000].map(withCost);
    // Raster goes on to the end, whatever it costs.
    assert.ok(dear![0]!.mean < free![0]!.mean - 20 && dear![0]!.mean > free![0]!.mean - 2 * 20 - 1e-9);
    assert.ok(ruinous![0]!.mean < 0 && ruinous![0]!.ci95![1] < 0);
    for (const { policy, mean, boundMean, shareOfBound } of [...free!, ...dear!]) {
      assert.ok(mean <= boundMean, policy);
      assert.equal(shareOfBound, mean / boundMean);
    }
    for (const { policy, mean, boundMean, shareOfBound } of ruinous!) {
      assert.ok(boundMean < 1e-6 && shareOfBound === null, policy);
      if (policy !== "raster") assert.equal(mean, 0);
    }
  });

  it("gives no interval for a single episode", () => {
    const [result] = evaluate(options(["raster"], 1));
    assert.equal(result!.sd, null);
    assert.equal(result!.ci95, null);
  });
});

describe("requirePolicies", () => {
  it("names the nearest policy", () => {
    assert.throws(() => requirePolicies(["index", "gredy"]), /unknown policy 'gredy'\. Did you mean 'greedy'\?/);
  });
});
