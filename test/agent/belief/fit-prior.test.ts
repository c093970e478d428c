import assert from "node:assert/strict";
import { fitPrior } from "../../../agent/belief/fit-prior.js";
import { loadPrior } from "../../../agent/belief/prior.js";
import { varianceComponents } from "../../../agent/belief/variance-components.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { describeTargets } from "../../support/small-worlds.js";

describe("fitPrior", () => {
  it("finds about the prior that is shipped, from fewer worlds", function () {
    this.timeout(30_000);
    const scenario = loadScenario("y1-wide");
    const shipped = loadPrior("generated");
    const fitted = fitPrior(openWorld(scenario), scenario.plan.objective, 60, new KeyedRandom(2), "test");
    assert.ok(Math.abs(fitted.goodShare - shipped.goodShare) < 0.06);
    assert.ok(Math.abs(fitted.logistic.slope - shipped.logistic.slope) < 1);
    for (const [level, count] of Object.entries(shipped.typical.children)) {
      assert.ok(Math.abs(fitted.typical.children[level]! - count) < 0.1 * count, `${level}: ${count} children`);
    }
    fitted.typical.chances.forEach((chance, i) => {
      assert.ok(Math.abs(chance - shipped.typical.chances[i]!) < 0.06, `chance ${i}: ${chance}`);
    });
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

describe("varianceComponents", () => {
  it("finds the variances that values were drawn with", () => {
    const layout = Array.from({ length: 12 }, (_, g) =>
      Array.from({ length: 2 + (g % 3) }, (_, s) => Array.from({ length: 3 + (s % 3) }, (_, p) => 4 + (p % 5))),
    );
    const tree = TargetTree.from(describeTargets(layout));
    const given = [0, 0.5, 1, 0.3, 2];
    const totals = new Float64Array(5);
    const draws = 60;
    for (let draw = 0; draw < draws; draw++) {
      const random = new KeyedRandom(draw);
      const values = new Float64Array(tree.size);
      for (let row = 1; row < tree.size; row++) {
        const own = Math.sqrt(given[tree.level[row]!]!) * random.normal(row, RandomKind.HoleEffect);
        values[row] = values[tree.parent[row]!]! + own;
      }
      varianceComponents(tree, values).forEach((variance, level) => {
        totals[level]! += variance / draws;
      });
    }
    given.forEach((variance, level) => {
      assert.ok(Math.abs(totals[level]! - variance) < 0.12 * variance + 0.03, `level ${level}: ${totals[level]}`);
    });
  });
});
