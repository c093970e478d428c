import assert from "node:assert/strict";
import { pricedChoice } from "../../../agent/plan/priced-choice.js";
import { RelaxedPlan } from "../../../agent/plan/relaxed-plan.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { type Layout, smallWorld } from "../../support/small-worlds.js";

const BUDGET_MINUTES = 10_000;
const layout: Layout = [[[10], [10], [10]]];

/** The session of a small world, and a plan in which each hole is worth what its square is. */
function prepared(worths: readonly number[]) {
  const data = smallWorld(layout);
  const session = new World(data, planOf(BUDGET_MINUTES), new KeyedRandom(1)).begin({});
  const { tree } = session;
  const plan = new RelaxedPlan(tree);
  plan.setEntries(session);
  const values = Float64Array.from({ length: tree.size }, (_, row) =>
    tree.isLeaf(row) ? worths[tree.ancestor(row, 2) - tree.levelStart[2]!]! : 0,
  );
  return { session, plan, values };
}

const perMinute = (worth: number) => worth / 60;

describe("a priced choice", () => {
  it("acts on what time costs where the budget leaves time to spare", () => {
    const { session, plan, values } = prepared([0.9, 0.5, 0.1]);
    const { evaluated, choice } = pricedChoice(session, plan, values, session.status, { now: perMinute(0.2) }, 0.98);
    assert.equal(evaluated.price, perMinute(0.2));
    assert.ok(choice!.pays);
  });

  it("prices time by what it will cost after all that the plan takes at that price", () => {
    const { session, plan, values } = prepared([0.9, 0.5, 0.1]);
    // Ten good ones more, and a second costs twice as much: worth that halves.
    const costAfter = (collected: number) => perMinute(0.1) * 2 ** (collected / 10);
    const { evaluated } = pricedChoice(
      session,
      plan,
      values,
      session.status,
      { now: perMinute(0.1), after: costAfter },
      0.98,
    );
    const { price } = evaluated;
    assert.ok(price > perMinute(0.1));
    const taken = (at: number) => plan.evaluate(values, session.status, at) + at * plan.seconds[0]!;
    assert.ok(costAfter(taken(price)) >= price * (1 - 1e-5), "what the plan takes is worth its time to the last");
    assert.ok(costAfter(taken(price * 1.001)) <= price * 1.001, "and at a higher price it would be too little");
  });

  it("falls back to what time costs now if nothing beats what it will cost", () => {
    const { session, plan, values } = prepared([0.9, 0.9, 0.9]);
    // Worth nothing after the first result: only that one pays.
    const costAfter = (collected: number) => (collected < 0.5 ? perMinute(0.01) : Number.POSITIVE_INFINITY);
    const { choice, evaluated } = pricedChoice(
      session,
      plan,
      values,
      session.status,
      { now: perMinute(0.01), after: costAfter },
      0.98,
    );
    assert.ok(choice!.pays);
    assert.ok(Number.isFinite(evaluated.price));
  });
});
