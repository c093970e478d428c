import assert from "node:assert/strict";
import { RelaxedPlan } from "../../../agent/plan/relaxed-plan.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { randomWorld } from "../../support/random-worlds.js";

function setup(k: number) {
  const stream = new KeyedRandom(k).stream(0, RandomKind.World);
  const world = new World(randomWorld(stream), planOf(30), new KeyedRandom(k));
  const { tree } = world.data;
  const session = world.begin({
    hole: k % 2 === 0 ? undefined : tree.firstLeaf + stream.integer(tree.size - tree.firstLeaf),
  });
  const values = Float64Array.from({ length: tree.size }, () => stream.uniform());
  const plan = new RelaxedPlan(tree);
  plan.setEntries(session);
  return { session, values, plan, tree };
}

describe("RelaxedPlan", () => {
  it("adds up what is positive from the holes to the root", () => {
    for (let k = 0; k < 50; k++) {
      const { session, values, plan, tree } = setup(k);
      const price = 0.001 * (k % 7);
      const entry = (row: number) =>
        tree.contains(row, session.place) ? 0 : session.plan.latency.leastEntrySeconds(tree, row);
      const gain = (row: number): number => {
        if (tree.isLeaf(row)) return session.isAvailable(row) ? values[row]! - price * entry(row) : 0;
        let sum = 0;
        for (let child = tree.firstChild[row]!; child < tree.firstChild[row]! + tree.childCount[row]!; child++) {
          sum += Math.max(0, gain(child));
        }
        return row === 0 ? sum : sum - price * entry(row);
      };
      assert.ok(Math.abs(plan.evaluate(values, session.status, price) - gain(0)) < 1e-9, `world ${k}`);
    }
  });

  it("finds the price at which the plan just fits into the time left", () => {
    for (let k = 0; k < 50; k++) {
      const { session, values, plan } = setup(k);
      for (const seconds of [300, 1200, 3600, 100_000]) {
        const price = plan.price(values, session.status, seconds);
        plan.evaluate(values, session.status, price);
        assert.ok(plan.seconds[0]! <= seconds, `world ${k}: ${plan.seconds[0]} of ${seconds} s`);
        if (price === 0) continue;
        plan.evaluate(values, session.status, price * 0.999 - 1e-8);
        assert.ok(plan.seconds[0]! > seconds, `world ${k}: a lower price would do for ${seconds} s`);
      }
    }
  });

  it("follows the stage as well as it starts anew", () => {
    const { session, values, plan, tree } = setup(2);
    const from = session.place;
    session.moved(tree.levelStart[3]!, 60);
    plan.moveEntries(session, from, session.place);
    const fresh = new RelaxedPlan(tree);
    fresh.setEntries(session);
    assert.equal(plan.evaluate(values, session.status, 0.002), fresh.evaluate(values, session.status, 0.002));
  });
});
