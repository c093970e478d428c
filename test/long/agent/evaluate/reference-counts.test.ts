import {
  assertNear,
  assertOrder,
  evaluateSession,
  fromAllStarts,
  fromRandomStarts,
} from "../../../support/reference-counts.js";
import { requireSessionData } from "../../../support/session-data.js";

const episodes = 60;

/** All starts and more episodes: test/long/reference-counts.test.ts. */
describe("evaluation of session 21mar02c against an independent count", () => {
  it(`policies from ${episodes} random starts`, function () {
    const expected = { ...fromAllStarts, ...fromRandomStarts };
    for (const result of evaluateSession(requireSessionData(this), Object.keys(expected), episodes))
      assertNear(result, expected[result.policy]!, episodes);
  });

  it("index is above greedy in short and long sessions, and clairvoyant above both and below the bound", function () {
    assertOrder(
      evaluateSession(requireSessionData(this), ["index", "greedy", "clairvoyant"], 32, { budgets: [120, 480] }),
    );
  });
});
