import assert from "node:assert/strict";
import { runEpisode } from "../../../../agent/evaluate/run-episode.js";
import { policies } from "../../../../agent/policies/index.js";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import { loadScenario } from "../../../../env/scenario/load-scenario.js";
import { loadSuite } from "../../../../env/scenario/load-suite.js";
import { hasTables, openWorld } from "../../../../env/scenario/open-world.js";
import { episodeOf, episodeRandom } from "../../../../env/world/start.js";
import { requireSessionData } from "../../../support/session-data.js";

/** Long enough for surveys of several grids in every scenario but the tomography. */
const BUDGET_SECONDS = 3 * 3600;

describe("operator, ucb and thompson on the core suite", () => {
  for (const { name } of loadSuite("core").scenarios) {
    it(`collect in ${name}, and explain each decision`, function () {
      const scenario = loadScenario(name);
      if (!hasTables(scenario)) requireSessionData(this);
      const source = openWorld(scenario);
      const budgetSeconds = Math.min(BUDGET_SECONDS, scenario.plan.budgetSeconds);
      const random = episodeRandom(new KeyedRandom(3), 0);
      const { world, start } = episodeOf({ ...scenario, source, plan: { ...scenario.plan, budgetSeconds } }, random);
      for (const policy of ["operator", "ucb", "thompson"]) {
        let nth = 0;
        const session = runEpisode(world, policies.get(policy).create(), {
          start,
          random: random.stream(0, RandomKind.Policy),
          decided({ reason }) {
            if (nth++ % 10 !== 0) return;
            const { numbers, sentence } = reason();
            assert.ok(Object.values(numbers).every(Number.isFinite), `${policy}: ${JSON.stringify(numbers)}`);
            assert.match(sentence, /^[A-Z].*\.$/);
          },
        });
        assert.ok(
          session.exposedCount[0]! >= (name === "hopeless" ? 1 : 4),
          `${policy}: ${session.exposedCount[0]} exposures`,
        );
        assert.ok(Number.isFinite(world.returnOf(session)));
      }
    });
  }
});
