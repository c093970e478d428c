import assert from "node:assert/strict";
import { ClairvoyantBound, clairvoyantBound } from "../../../agent/evaluate/clairvoyant-bound.js";
import { bestPolicyReturn } from "../../../bin/bench/bound/bound-bench.js";
import { boundCases, boundEpisode, maintenanceCase } from "../../../bin/bench/bound/bound-cases.js";
import { loadHighs } from "../../../bin/bench/bound/load-highs.js";
import { optimalWay } from "../../../bin/bench/bound/optimal-way.js";
import { bestBySearch } from "../../support/best-by-search.js";
import { checkBound } from "../../support/bound-check.js";

/** Episodes of each case; `npm run test:long` has 200. */
const EPISODES = 4;

/** States after which a search is given up. */
const STATES = 20_000;

describe("the bound against exact optima", function () {
  this.timeout(120_000);

  for (const boundCase of boundCases()) {
    it(`${boundCase.name}: policies, optimum, bound in this order`, async () => {
      const { optimum, bound } = await checkBound(boundCase, EPISODES);
      assert.ok(optimum > 0 && bound < 1.05 * optimum, `optimum ${optimum}, bound ${bound}`);
    });
  }

  it("the optimum is what trying all orders of moves finds", async () => {
    const highs = await loadHighs();
    let compared = 0;
    for (const boundCase of boundCases()) {
      for (let k = 0; k < EPISODES; k++) {
        const { world, start } = boundEpisode(boundCase, k);
        const searched = bestBySearch(world, start, STATES);
        if (searched === undefined) continue;
        const { value } = optimalWay(highs, world, world.begin(start));
        assert.ok(Math.abs(value - searched) < 1e-4, `${boundCase.name}, episode ${k}: ${value}, searched ${searched}`);
        compared++;
      }
    }
    assert.ok(compared >= 2 * boundCases().length, `only ${compared} episodes were small enough`);
  });

  it("maintenance: policies, optimum by search, bound in this order, and the bound counts what falls due", () => {
    let optima = 0;
    let bounds = 0;
    let compared = 0;
    for (let k = 0; k < 40; k++) {
      const { world, start, random } = boundEpisode(maintenanceCase, k);
      const optimum = bestBySearch(world, start, STATES);
      if (optimum === undefined) continue;
      const bound = clairvoyantBound(world, world.begin(start));
      const { best, value } = bestPolicyReturn(world, start, random);
      assert.ok(value <= optimum + 1e-6, `episode ${k}: ${best} ${value}, optimum ${optimum}`);
      assert.ok(optimum <= bound + 1e-6, `episode ${k}: optimum ${optimum}, bound ${bound}`);
      optima += optimum;
      bounds += bound;
      compared++;
    }
    assert.ok(compared >= 20, `only ${compared} episodes were small enough`);
    assert.ok(bounds < 1.05 * optima, `optima ${optima}, bounds ${bounds}`);
  });

  it("is worked out once for all budgets", () => {
    for (const boundCase of boundCases()) {
      const { world, start } = boundEpisode(boundCase, 1);
      const bound = new ClairvoyantBound(world, world.begin(start));
      const { budgetSeconds } = world.plan;
      const values = [0.2, 0.5, 1, 2, 100].map((share) => bound.within(share * budgetSeconds));
      for (const [i, value] of values.slice(1).entries()) {
        assert.ok(value >= values[i]! - 1e-9, `${boundCase.name}: ${values}`);
      }
      assert.equal(values[2], clairvoyantBound(world, world.begin(start)));
    }
  });
});
