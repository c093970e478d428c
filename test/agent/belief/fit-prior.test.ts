import assert from "node:assert/strict";
import { mean } from "simple-statistics";
import { fitPrior } from "../../../agent/belief/fit-prior.js";
import { loadPrior } from "../../../agent/belief/prior.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";

describe("fitPrior", () => {
  it("finds about the prior that is shipped, from fewer worlds", function () {
    this.timeout(60_000);
    const scenario = loadScenario("y1-wide");
    const shipped = loadPrior("generated");
    const fitted = fitPrior(openWorld(scenario), scenario.plan, 30, new KeyedRandom(2), "test", {
      rounds: 1,
      spatialWorlds: 2,
    });
    assert.ok(Math.abs(fitted.goodShare - shipped.goodShare) < 0.06);
    assert.ok(Math.abs(fitted.logistic.slope - shipped.logistic.slope) < 1);
    for (const [level, count] of Object.entries(shipped.typical.children)) {
      assert.ok(Math.abs(fitted.typical.children[level]! - count) < 0.1 * count, `${level}: ${count} children`);
    }
    const byKind = (chances: readonly number[][]) => chances.map(mean);
    const byShare = (chances: readonly number[][]) => chances[0]!.map((_, s) => mean(chances.map((of) => of[s]!)));
    for (const means of [byKind, byShare]) {
      const expected = means(shipped.typical.chances);
      means(fitted.typical.chances).forEach((chance, i) => {
        assert.ok(Math.abs(chance - expected[i]!) < 0.06, `${means.name} ${i}: ${chance}`);
      });
    }
    for (const which of ["withFeature", "withoutFeature"] as const) {
      for (const [level, variance] of Object.entries(shipped.variances[which])) {
        assert.ok(
          Math.abs(fitted.variances[which][level]! - variance) < 0.02,
          `${which}.${level}: ${fitted.variances[which][level]}`,
        );
      }
    }
  });
});
