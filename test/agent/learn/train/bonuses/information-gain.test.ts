import assert from "node:assert/strict";
import { SessionBelief } from "../../../../../agent/belief/session-belief.js";
import informationGain from "../../../../../agent/learn/train/bonuses/information-gain.js";
import { performGoal } from "../../../../../env/goal/perform-goal.js";
import { smallShape } from "../../../../support/checkpoints.js";
import { madeUpBelief } from "../../../../support/made-up-belief.js";
import { randomEpisode } from "../../../../support/random-episodes.js";

/** A session in which everything is found, and one belief about it. */
function session() {
  const { world } = randomEpisode(4, { positions: false, faults: false, delays: false, budgetMinutes: 600 });
  return { world, session: world.begin({ hole: undefined, concealed: false }) };
}

describe("the bonus of information gain", () => {
  it("is what has become surer, a twentieth for half the variance, and nothing for what has not", () => {
    const bonus = informationGain.create(1, smallShape, 1);
    const belief = madeUpBelief(session().session, { chance: () => 0.5, squareSd: 1, groupSd: 1 });
    bonus.begin(0, belief);
    assert.equal(bonus.after(0, belief), 0);
    const change = (factor: number) => {
      for (let row = 0; row < belief.latentVariance.length; row++) belief.latentVariance[row]! *= factor;
    };
    change(0.5);
    assert.ok(Math.abs(bonus.after(0, belief) - 0.05) < 1e-9);
    assert.equal(bonus.after(0, belief), 0);
    change(4);
    assert.equal(bonus.after(0, belief), 0);
    assert.equal(bonus.before({ environment: 0, input: undefined as never, move: 0 }), 0);
  });

  it("is nothing where what is believed in has changed, as by a survey, or nothing is believed", () => {
    const bonus = informationGain.create(1, smallShape, 1);
    const begun = session().session;
    bonus.begin(0, madeUpBelief(begun, { chance: () => 0.5, squareSd: 2 }));
    const other = madeUpBelief(begun, { chance: () => 0.5, squareSd: 1 });
    assert.equal(bonus.after(0, other), 0);
    for (let row = 0; row < other.latentVariance.length; row++) other.latentVariance[row]! /= 2;
    assert.ok(bonus.after(0, other) > 0.04);
    bonus.begin(0, undefined);
    assert.equal(bonus.after(0, undefined), 0);
  });

  it("falls with results of the same group", () => {
    const { world, session: begun } = session();
    const { tree } = begun;
    const groups = Array.from({ length: tree.firstLeaf }, (_, row) => row).filter(
      (row) => tree.firstChild[row]! >= tree.firstLeaf && tree.childCount[row]! >= 4,
    );
    const group = groups[0]!;
    const known = new SessionBelief(begun);
    known.belief.update();
    const bonus = informationGain.create(1, smallShape, 1);
    bonus.begin(0, known.belief);
    const gains = Array.from({ length: 4 }, (_, i) => {
      performGoal(world, begun, { kind: "acquire", holes: [tree.firstChild[group]! + i] });
      known.belief.update();
      return bonus.after(0, known.belief);
    });
    assert.equal(begun.ended, false);
    assert.ok(gains[0]! > 0 && gains[0]! > gains[3]!, `${gains}`);
  });
});
