import assert from "node:assert/strict";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { loadScenario } from "../../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../../env/scenario/open-world.js";
import { worldStatistics } from "../../../../env/world/statistics/world-statistics.js";
import { requireSessionData } from "../../../support/session-data.js";

describe("worldStatistics of session 21mar02c", () => {
  it("finds the figures that the documentation gives", function () {
    const folder = requireSessionData(this);
    const scenario = loadScenario("21mar02c");
    const { isGood } = scenario.plan.objective;
    const { mean } = worldStatistics([openWorld(scenario, folder).create(new KeyedRandom(1))], isGood);
    const { ctfQuantilesAngstrom: ctf, pairs, varianceShares } = mean;
    const figures: [string, readonly number[], readonly number[], number][] = [
      ["CTF, squares alike", Object.values(ctf.bySquare), [3.4, 4.9, 7.6, 10.2, 16.1], 0.05],
      ["CTF, holes alike", Object.values(ctf.byHole), [3.32, 4.19, 6.61, 9.69, 16.1], 0.02],
      ["good share", [mean.goodShare.bySquare.mean, mean.goodShare.bySquare.sd], [0.34, 0.29], 0.005],
      ["log CTF", [mean.logCtf.byHole.mean, mean.logCtf.byHole.sd], [1.89, 0.51], 0.01],
      ["correlation", pairs.byHole.correlationByPitch, [0.53, 0.49, 0.43, 0.4], 0.006],
      ["neighbours", [pairs.byHole.goodGivenNeighbourGood, pairs.byHole.goodGivenNeighbourBad], [0.75, 0.21], 0.005],
      ["variance, good", Object.values(varianceShares.bySquare.good), [0.38, 0.08, 0.55], 0.005],
      ["variance, log CTF", Object.values(varianceShares.bySquare.logCtf), [0.3, 0.14, 0.56], 0.03],
      ["AUC", [mean.predictorAuc], [0.93], 0.005],
    ];
    for (const [what, values, expected, tolerance] of figures) {
      values.forEach((value, i) => {
        assert.ok(Math.abs(value - expected[i]!) <= tolerance, `${what}: ${values.join(", ")}; expected ${expected}`);
      });
    }
  });
});
