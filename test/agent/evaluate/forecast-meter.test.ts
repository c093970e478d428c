import assert from "node:assert/strict";
import { ForecastMeter } from "../../../agent/evaluate/forecast-meter.js";
import type { Policy } from "../../../agent/policy.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { smallWorld } from "../../support/small-worlds.js";

/** A policy that only says what it believes. */
function believing(probability: Float64Array): Policy {
  const belief = { probability } as NonNullable<Policy["belief"]>;
  return { reset() {}, decide: () => assert.fail("never asked"), belief };
}

/** Exposes holes one after the other while a meter looks on. */
function forecasts(lostShare: number, chanceOf: (hole: number) => number, expose: number) {
  const data = smallWorld();
  const results = { medianSeconds: 30, logSpread: 0, timeOutSeconds: 600, lostShare };
  const world = new World(data, { ...planOf(600), results }, new KeyedRandom(3));
  const meter = new ForecastMeter();
  const session: Session = world.begin();
  const probability = Float64Array.from({ length: data.tree.size }, (_, row) => chanceOf(row));
  session.listen(meter);
  meter.begin(world, believing(probability), session);
  const { tree } = data;
  const exposed: number[] = [];
  for (let hole = tree.firstLeaf; hole < tree.firstLeaf + expose; hole++) {
    while (!tree.contains(session.cursor, hole)) world.up(session);
    for (let level = tree.level[session.cursor]! + 1; level <= tree.leafLevel; level++) {
      world.down(tree.ancestor(hole, level), session);
    }
    exposed.push(hole);
    // What is said later of a hole changes no forecast of it.
    probability[hole] = 0.999;
  }
  world.finish(session);
  return { meter, session, world, exposed };
}

describe("ForecastMeter", () => {
  it("bins the chance given at the exposure with what came of it", () => {
    const { meter, session, exposed } = forecasts(0, (row) => (row % 2 === 0 ? 0.81 : 0.31), 6);
    const bins = meter.bins!;
    const good = exposed.filter((hole) => session.good[hole] === 1);
    const even = exposed.filter((hole) => hole % 2 === 0);
    assert.equal(bins.count.length, 20);
    assert.equal(bins.count[16], even.length);
    assert.equal(bins.count[6], exposed.length - even.length);
    assert.equal(bins.good[16], good.filter((hole) => hole % 2 === 0).length);
    assert.equal(bins.good[6], good.filter((hole) => hole % 2 === 1).length);
    assert.ok(Math.abs(bins.chance[16]! - 0.81 * even.length) < 1e-12);
    assert.ok(Math.abs(bins.variance[6]! - 0.31 * 0.69 * (exposed.length - even.length)) < 1e-12);
    const logLoss = exposed.map((hole) => {
      const chance = hole % 2 === 0 ? 0.81 : 0.31;
      return -Math.log(good.includes(hole) ? chance : 1 - chance);
    });
    assert.ok(Math.abs(bins.logLoss - logLoss.reduce((a, b) => a + b)) < 1e-12);
  });

  it("leaves out holes of which nothing is ever heard, good or bad", () => {
    const { meter, world, exposed } = forecasts(0.5, () => 0.5, 9);
    const heard = exposed.filter((hole) => world.arrives(hole));
    assert.ok(heard.length > 0 && heard.length < exposed.length);
    assert.equal(meter.bins!.count[10], heard.length);
  });

  it("bears certainty, right and wrong", () => {
    const { meter } = forecasts(0, (row) => (row % 2 === 0 ? 1 : 0), 6);
    assert.equal(meter.bins!.count[0]! + meter.bins!.count[19]!, 6);
    assert.ok(Number.isFinite(meter.bins!.logLoss));
  });

  it("has none of a policy without a belief", () => {
    const data = smallWorld();
    const world = new World(data, planOf(60), new KeyedRandom(1));
    const session = world.begin();
    const meter = new ForecastMeter();
    meter.begin(world, { reset() {}, decide: () => assert.fail() }, session);
    meter.exposed(session, data.tree.firstLeaf);
    meter.resulted(session, data.tree.firstLeaf, { ctfResolutionAngstrom: 3, failed: false });
    assert.equal(meter.bins, undefined);
  });
});
