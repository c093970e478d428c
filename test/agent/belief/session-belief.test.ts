import assert from "node:assert/strict";
import { loadPrior } from "../../../agent/belief/prior.js";
import { SessionBelief } from "../../../agent/belief/session-belief.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { squaresWorld } from "../../support/policy-runs.js";
import type { Layout } from "../../support/small-worlds.js";

const layout: Layout = [
  [
    [4, 4],
    [4, 4],
  ],
  [[4]],
];
const prior = loadPrior("generated");
const begin = (predicted: number, concealed: boolean, start?: string) => {
  const data = squaresWorld(layout, () => ({ predicted, true: 4 }));
  const world = new World(data, planOf(600), new KeyedRandom(1));
  return { world, session: world.begin({ hole: start === undefined ? undefined : data.tree.row(start)!, concealed }) };
};

describe("SessionBelief", () => {
  it("expects what the prior says before anything is surveyed", () => {
    const { session } = begin(4, true);
    const known = new SessionBelief(session);
    assert.deepEqual(known.typical.offsets, known.belief.typicalOffsets);
    assert.equal(known.typical.children[1], prior.typical.children.grid);
    assert.deepEqual([...known.typical.entrySeconds], [0, 120, 240, 60, 60]);
  });

  it("expects the more of the unsurveyed, the better the squares that it has seen look", () => {
    const chance = (predicted: number) => {
      const { session } = begin(predicted, true, "1.1.1.1");
      const known = new SessionBelief(session);
      return known.belief.chanceBelow(session.tree.row("1.2")!, known.typical.offsets[4]!);
    };
    assert.ok(chance(3.3) > chance(6) && chance(6) > chance(14));
  });

  it("hears of results and surveys, and does not listen twice to one", () => {
    const { world, session } = begin(4, true, "1.1.1.1");
    const known = new SessionBelief(session);
    const hole = session.tree.row("1.1.1.2")!;
    const other = session.tree.row("1.1.1.3")!;
    const before = known.belief.probability[other]!;
    world.perform({ kind: "down", target: hole }, session);
    known.belief.update();
    const after = known.belief.probability[other]!;
    assert.ok(after > before);
    const fresh = new SessionBelief(session);
    fresh.belief.update();
    assert.ok(Math.abs(fresh.belief.probability[other]! - after) < 1e-12);
    for (let up = 0; up < 2; up++) world.perform({ kind: "up" }, session);
    world.perform({ kind: "down", target: session.tree.row("1.2")! }, session);
    known.belief.update();
    assert.ok(Math.abs(known.belief.probability[other]! - after) < 1e-12);
    assert.ok(known.belief.probability[session.tree.row("1.2.1.1")!]! > 0);
  });

  it("hopes for the best of what is awaited, and leaves the belief as it is", () => {
    const data = squaresWorld(layout, () => ({ predicted: 4, true: 12 }));
    const results = { medianSeconds: 4000, logSpread: 0, timeOutSeconds: 9000, lostShare: 0 };
    const world = new World(data, { ...planOf(600), results }, new KeyedRandom(1));
    const session = world.begin({ hole: data.tree.row("1.1.1.1")! });
    const known = new SessionBelief(session);
    world.perform({ kind: "down", target: session.tree.row("1.1.1.2")! }, session);
    known.belief.update();
    const other = session.tree.row("1.1.1.3")!;
    const now = known.belief.probability[other]!;
    assert.ok(known.hopeful(session).probability[other]! > now);
    known.belief.update();
    assert.equal(known.belief.probability[other], now);
  });
});
