import assert from "node:assert/strict";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import { levelFaults } from "../../../env/world/faults.js";
import type { LatencyModel } from "../../../env/world/latency/latency-model.js";
import { World } from "../../../env/world/world.js";
import { levelsLatency, noisyLatency, planOf } from "../../support/plans.js";
import { smallWorld } from "../../support/small-worlds.js";

const data = smallWorld();
const row = (id: string) => data.tree.row(id)!;

describe("World", () => {
  it("begins at a hole that is spent, and with what nobody knows withheld", () => {
    const start = row("1.1.1.1");
    const world = new World({ ...data, spent: [row("2.1.1.1"), start] }, planOf(480), new KeyedRandom(1));
    const session = world.begin({ hole: start });
    assert.deepEqual([session.place, data.tree.ids[session.cursor]], [start, "1.1.1"]);
    assert.equal(session.status[start], TargetStatus.Spent);
    assert.equal(session.availableCount[0], 9);
    assert.deepEqual([session.exposedCount[0], session.clockSeconds], [0, 0]);
    assert.equal(session.good[start], -1);
  });

  it("exposes, pays and tells the result", () => {
    const world = new World(data, planOf(480), new KeyedRandom(1));
    const session = world.begin({ hole: row("1.1.1.1") });
    const hole = row("1.1.1.2");
    assert.equal(world.perform({ kind: "down", target: hole }, session), 60);
    assert.equal(session.ctfResolutionAngstrom[hole], data.ctfResolutionAngstrom[hole]);
    assert.equal(session.pendingCount, 0);
    assert.equal(world.perform({ kind: "up" }, session), 0);
    assert.equal(world.perform({ kind: "down", target: row("1.1.2") }, session), 60);
    assert.equal(world.perform({ kind: "stop" }, session), 0);
    assert.ok(session.ended);
    assert.equal(session.clockSeconds, 120);
  });

  it("stops the clock at the budget when a move crosses it, and counts nothing", () => {
    const world = new World(data, planOf(1.5), new KeyedRandom(1));
    const session = world.begin({ hole: row("1.1.1.1") });
    assert.equal(world.perform({ kind: "down", target: row("1.1.1.2") }, session), 60);
    assert.equal(world.perform({ kind: "down", target: row("1.1.1.3") }, session), 30);
    assert.ok(session.ended);
    assert.equal(session.clockSeconds, 90);
    assert.equal(session.exposedCount[0], 1);
    assert.ok(session.isAvailable(row("1.1.1.3")));
  });

  it("lets a move that ends right at the budget count", () => {
    const world = new World(data, planOf(1), new KeyedRandom(1));
    const session = world.begin({ hole: row("1.1.1.1") });
    assert.equal(world.perform({ kind: "down", target: row("1.1.1.2") }, session), 60);
    assert.equal(session.exposedCount[0], 1);
    assert.ok(!session.ended);
  });

  it("draws the same durations and outcomes whatever came before, and again in the next episode", () => {
    const world = new World(data, planOf(480, noisyLatency), new KeyedRandom(3));
    const seconds = (...ids: string[]) => {
      const session = world.begin({ hole: row("1.1.1.1") });
      const drawn = ids.map((id) => [id, world.perform({ kind: "down", target: row(id) }, session)]);
      return Object.fromEntries(drawn);
    };
    const forward = seconds("1.1.1.2", "1.1.1.3");
    assert.deepEqual(seconds("1.1.1.3", "1.1.1.2"), forward);
    assert.notEqual(forward["1.1.1.2"], forward["1.1.1.3"]);
  });

  it("refuses what is not possible where the session stands", () => {
    const world = new World(data, planOf(480), new KeyedRandom(1));
    const session = world.begin();
    assert.throws(() => world.perform({ kind: "up" }, session), /can't go up from the root/);
    assert.throws(() => world.perform({ kind: "wait" }, session), /nothing is pending/);
    const message = /'grid 1 \/ square 1.1' is no child of ''/;
    assert.throws(() => world.perform({ kind: "down", target: row("1.1") }, session), message);
  });

  it("moves the cursor alone towards a node that the stage stands in", () => {
    const world = new World(data, planOf(480), new KeyedRandom(1), { faults: { tries: 1, fails: () => true } });
    const session = world.begin({ hole: row("1.1.1.1") });
    let events = 0;
    session.listen({ moved: () => events++, failed: () => events++ });
    for (let level = 0; level < 3; level++) world.up(session);
    for (const id of ["1", "1.1", "1.1.1"]) assert.equal(world.down(row(id), session), 0);
    assert.deepEqual([session.place, session.cursor, events], [row("1.1.1.1"), row("1.1.1"), 0]);
    assert.equal(session.expectedSeconds(row("1.1.1.2")), 60);
  });

  it("takes less time for a tilt series that ends early, and never less than none", () => {
    const completedTilts = new Uint8Array(data.tree.size).fill(40).fill(4, row("1.1.1.2"), row("1.1.1.2") + 1);
    const tilts = { ...data, completedTilts, plannedTilts: 40 };
    const seconds = (latency: LatencyModel, seed: number) => {
      const world = new World(tilts, planOf(480, latency), new KeyedRandom(seed));
      return world.down(row("1.1.1.2"), world.begin({ hole: row("1.1.1.1") }));
    };
    assert.ok(Math.abs(seconds(levelsLatency, 1) - 6) < 1e-9);
    for (let seed = 0; seed < 20; seed++) {
      const taken = seconds(noisyLatency, seed);
      assert.ok(taken >= 3 && taken <= 9, `${taken} s`);
    }
  });

  it("says beforehand what tries take and how many it takes, as they turn out", () => {
    for (let seed = 0; seed < 30; seed++) {
      const faults = levelFaults({ group: 0.6 }, 3);
      const world = new World(data, planOf(480, noisyLatency), new KeyedRandom(seed), { faults });
      const session = world.begin({ hole: row("1.1.1.1") });
      const target = row("1.1.2");
      world.up(session);
      const tries = world.triesToReach(target);
      for (let nth = 0; nth < Math.min(3, tries); nth++) {
        const expected = world.trySeconds(data.tree, session.place, target, nth, Number.NaN);
        assert.equal(world.down(target, session), expected);
      }
      assert.equal(session.place === target, tries <= 3);
      assert.equal(session.isOpen(target), tries <= 3);
    }
  });
});
