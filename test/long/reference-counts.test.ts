import assert from "node:assert/strict";
import {
  assertNear,
  assertOrder,
  budgetsMinutes,
  evaluateSession,
  fromAllStarts,
  fromRandomStarts,
} from "../support/reference-counts.js";
import { requireSessionData } from "../support/session-data.js";

const boundReference = [112.8, 223.5, 332.5, 441.0];
/** That count lets a part of a group be visited; the bound is of whole ones, of which few fit into a short session. */
const partialGroup = 2.5;
const tolerance = 0.2;
const episodes = 500;

describe("evaluation of session 21mar02c against an independent count", () => {
  it("greedy and raster from all 1,197 starts, and the bound", function () {
    const results = evaluateSession(requireSessionData(this), ["greedy", "raster"], episodes, { allStarts: true });
    assert.equal(results.length, 2 * budgetsMinutes.length);
    for (const { policy, budgetMinutes, mean, rasterMean, boundMean } of results) {
      const i = budgetsMinutes.indexOf(budgetMinutes);
      assert.ok(Math.abs(mean - fromAllStarts[policy]![i]!) <= tolerance, `${policy} ${budgetMinutes}: ${mean}`);
      assert.ok(
        Math.abs(rasterMean - fromAllStarts.raster![i]!) <= tolerance,
        `reference ${budgetMinutes}: ${rasterMean}`,
      );
      assert.ok(
        boundMean <= boundReference[i]! + tolerance && boundMean >= boundReference[i]! - partialGroup,
        `bound ${budgetMinutes}: ${boundMean}`,
      );
    }
  });

  it(`other policies from ${episodes} random starts`, function () {
    for (const result of evaluateSession(requireSessionData(this), Object.keys(fromRandomStarts), episodes))
      assertNear(result, fromRandomStarts[result.policy]!, episodes);
  });

  it("index is above greedy at every budget, and clairvoyant above both and below the bound", function () {
    assertOrder(evaluateSession(requireSessionData(this), ["index", "greedy", "clairvoyant"], 50));
  });
});
