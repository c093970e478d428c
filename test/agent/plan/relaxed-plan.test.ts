import assert from "node:assert/strict";
import { GROUP_KINDS, LEAF_SHARES, SQUARE_KINDS } from "../../../agent/belief/typical-groups.js";
import { ExpectedBelow } from "../../../agent/plan/expected-below.js";
import { RelaxedPlan } from "../../../agent/plan/relaxed-plan.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { randomWorld } from "../../support/random-worlds.js";
import { smallWorld } from "../../support/small-worlds.js";

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

  it("expects of a node not surveyed what it would find if all were typical", () => {
    const [squares, groups, holes] = [SQUARE_KINDS, GROUP_KINDS, LEAF_SHARES];
    const layout = [Array.from({ length: squares }, () => new Array<number>(groups).fill(holes)), [[1]]];
    const whole = smallWorld(layout);
    const { tree } = whole;
    const world = new World(whole, planOf(480), new KeyedRandom(1));
    const [seen, concealed] = [world.begin(), world.begin({ concealed: true })];
    const typical = {
      children: Float64Array.of(2, squares, groups, holes, 0),
      entrySeconds: Float64Array.of(0, 120, 240, 60, 60),
      offsets: Float64Array.from({ length: groups * holes }, (_, i) => 0.04 * (i % 7) + 0.05 * Math.floor(i / holes)),
      squareOffsets: Float64Array.of(-0.2, -0.1, 0, 0.1, 0.3),
    };
    const chanceBelow = (_node: number, offset: number, z = 0) => Math.min(1, Math.max(0, offset + 0.2 + 0.1 * z));
    const ofSquare = groups * holes;
    const values = Float64Array.from(tree.level, (_, row) => {
      const hole = row - tree.firstLeaf;
      if (hole < 0 || hole >= squares * ofSquare) return 0;
      return chanceBelow(
        1,
        typical.offsets[hole % ofSquare]! + typical.squareOffsets[Math.floor(hole / ofSquare)]!,
        0.5,
      );
    });
    const [sure, expecting] = [new RelaxedPlan(tree), new RelaxedPlan(concealed.tree)];
    sure.setEntries(seen);
    expecting.setEntries(concealed);
    expecting.expect([1], new ExpectedBelow(typical, { chanceBelow }, 3, 0.5));
    const nothing = new Float64Array(tree.size);
    let taken = 0;
    for (const price of [0, 0.001, 0.003, 0.005, 0.006, 0.008, 0.01, 0.02]) {
      sure.evaluate(values, seen.status, price);
      expecting.evaluate(nothing, concealed.status, price);
      assert.ok(Math.abs(sure.gain[1]! - expecting.gain[1]!) < 1e-9, `price ${price}`);
      assert.ok(Math.abs(sure.seconds[1]! - expecting.seconds[1]!) < 1e-9, `price ${price}`);
      taken += sure.gain[1]! > 0 ? 1 : 0;
    }
    assert.ok(taken > 3);
    expecting.evaluate(nothing, concealed.status, 0.003);
    assert.ok(Math.abs(expecting.expectedChildGain(1, 0.003) - (expecting.gain[1]! + 0.003 * 120) / squares) < 1e-9);
    let sum = 0;
    for (const square of typical.squareOffsets) {
      for (const offset of typical.offsets) sum += chanceBelow(1, square + offset);
    }
    assert.ok(Math.abs(expecting.expectedChance(1) - sum / (squares * groups * holes)) < 1e-9);
  });
});
