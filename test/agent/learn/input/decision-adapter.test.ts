import assert from "node:assert/strict";
import { runEpisode } from "../../../../agent/evaluate/run-episode.js";
import { DecisionAdapter } from "../../../../agent/learn/input/decision-adapter.js";
import { CANDIDATE_FEATURES, CONTEXT_FEATURES } from "../../../../agent/learn/input/decision-input.js";
import { indexDefaults } from "../../../../agent/plan/index-options.js";
import { policies } from "../../../../agent/policies/index.js";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import type { Session } from "../../../../env/session/session.js";
import { randomEpisode } from "../../../support/random-episodes.js";

/** Follows the rule's moves; what it decides and each input on the way. */
function followRule(adapter: DecisionAdapter, seen: () => void) {
  adapter.begin();
  for (;;) {
    seen();
    const goal = adapter.take(adapter.rulesMove);
    if (goal !== undefined) return goal;
  }
}

describe("the network's input", () => {
  for (const hierarchy of [true, false]) {
    it(`leads to what index decides where the rule's move is taken, ${hierarchy ? "level by level" : "all at once"}`, function () {
      this.timeout(60_000);
      let decisions = 0;
      let steps = 0;
      for (let k = 0; decisions < 3000; k++) {
        const { world, start } = randomEpisode(k);
        let adapter: DecisionAdapter | undefined;
        runEpisode(world, policies.get("index").create(), {
          start,
          random: new KeyedRandom(k).stream(0, RandomKind.Policy),
          begun: (session: Session) => {
            adapter = new DecisionAdapter(session, indexDefaults, hierarchy);
          },
          decided({ goal }) {
            const own = followRule(adapter!, () => {
              const { input } = adapter!;
              assert.ok(input.candidates.subarray(0, input.count * CANDIDATE_FEATURES).every(Number.isFinite));
              assert.ok(input.context.every(Number.isFinite));
              assert.equal(input.context.length, CONTEXT_FEATURES);
              assert.ok(input.legal.subarray(0, input.count + 3).includes(1));
              steps++;
            });
            assert.deepEqual(own, goal, `episode ${k}, decision ${decisions}`);
            decisions++;
          },
        });
      }
      assert.equal(steps > decisions, hierarchy);
    });
  }
});
