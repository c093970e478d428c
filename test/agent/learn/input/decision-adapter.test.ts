import assert from "node:assert/strict";
import { runEpisode } from "../../../../agent/evaluate/run-episode.js";
import { candidateFeatureNames } from "../../../../agent/learn/input/candidate-features.js";
import { DecisionAdapter } from "../../../../agent/learn/input/decision-adapter.js";
import { CANDIDATE_FEATURES, CONTEXT_FEATURES } from "../../../../agent/learn/input/decision-input.js";
import { indexDefaults } from "../../../../agent/plan/index-options.js";
import { policies } from "../../../../agent/policies/index.js";
import type { Goal } from "../../../../env/goal/goal.js";
import { performGoal } from "../../../../env/goal/perform-goal.js";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import type { Session } from "../../../../env/session/session.js";
import { randomEpisode } from "../../../support/random-episodes.js";

/** Follows the rule's moves; what it decides and each input on the way. */
function followRule(adapter: DecisionAdapter, seen: () => void) {
  adapter.begin();
  for (let steps = 0; ; steps++) {
    assert.ok(steps < 100, "a decision does not end");
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

  it("depends on what is known alone, not on how often and on what way it was asked before", () => {
    let compared = 0;
    for (let k = 0; k < 60; k++) {
      const { world, start } = randomEpisode(k);
      const session = world.begin(start);
      const stream = new KeyedRandom(k).stream(0, RandomKind.Policy);
      const [often, seldom] = [
        new DecisionAdapter(session, indexDefaults),
        new DecisionAdapter(session, indexDefaults),
      ];
      // The unit of what is to be had is that of the beginning.
      seldom.begin();
      const { scale } = seldom;
      for (let decision = 1; !session.ended; decision++) {
        often.begin();
        let goal: Goal | undefined;
        for (let step = 0; goal === undefined; step++) {
          assert.ok(step < 100, `episode ${k}: a decision does not end`);
          if (step === 0 && decision % 5 === 0) {
            seldom.begin();
            requireAlike(seldom, often, `episode ${k}, decision ${decision}`);
            compared++;
          }
          requireChances(often, session, `episode ${k}, decision ${decision}`);
          assert.equal(often.scale, scale);
          const { legal, count } = often.input;
          const open = [...legal.subarray(0, count + 3)].flatMap((may, i) => (may === 1 ? [i] : []));
          goal = often.take(open[stream.integer(open.length)]!);
        }
        performGoal(world, session, goal);
      }
    }
    assert.ok(compared > 50, `${compared}`);
  });
});

/** Prices are found step by step from where they were, to a small share of themselves. */
const TOLERANCE = 5e-3;

const CHANCE = candidateFeatureNames.indexOf("chance");

function requireAlike({ input: a }: DecisionAdapter, { input: b }: DecisionAdapter, what: string): void {
  assert.deepEqual([a.level, a.count], [b.level, b.count], what);
  assert.deepEqual(a.legal.subarray(0, a.count + 3), b.legal.subarray(0, a.count + 3), what);
  const features = ({ candidates, context, count }: typeof a) => [
    ...candidates.subarray(0, count * CANDIDATE_FEATURES),
    ...context,
  ];
  const expected = features(b);
  for (const [i, value] of features(a).entries()) {
    const close = Math.abs(value - expected[i]!) <= TOLERANCE * Math.max(1, Math.abs(expected[i]!));
    assert.ok(close, `${what}: feature ${i} is ${value}, not ${expected[i]}`);
  }
}

/** What is shown of a leaf's chance is what is believed now. */
function requireChances({ input, cursor, belief }: DecisionAdapter, session: Session, what: string): void {
  const { tree } = session;
  const first = tree.firstChild[cursor]!;
  if (first < tree.firstLeaf) return;
  for (let i = 0; i < input.count; i++) {
    const shown = input.candidates[i * CANDIDATE_FEATURES + CHANCE];
    if (session.isAvailable(first + i)) assert.equal(shown, Math.fround(belief.probability[first + i]!), what);
  }
}
