import assert from "node:assert/strict";
import { median, standardDeviation } from "simple-statistics";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import type { ResultTiming } from "../../../env/session/result-timing.js";
import { SessionRecorder } from "../../../env/session/session-recorder.js";
import { World } from "../../../env/world/world.js";
import { objectiveOf } from "../../support/objectives.js";
import { planOf } from "../../support/plans.js";
import { smallWorld } from "../../support/small-worlds.js";

const many = smallWorld([[Array.from({ length: 40 }, () => 50)]]);
const timing: ResultTiming = { medianSeconds: 600, logSpread: 0.5, timeOutSeconds: 3600, lostShare: 0 };

function begin(results: ResultTiming, data = many, minutes = 1e5) {
  const world = new World(data, { ...planOf(minutes), results }, new KeyedRandom(5));
  const session = world.begin();
  const { events } = record(session);
  return { world, session, events };
}

function record(session: ReturnType<World["begin"]>): SessionRecorder {
  const recorder = new SessionRecorder();
  session.listen(recorder);
  return recorder;
}

/** Goes into the first group and exposes so many of its holes. */
function expose({ world, session }: ReturnType<typeof begin>, count: number): number[] {
  const { tree } = session;
  for (let node = 0, level = 1; level < tree.leafLevel; level++) {
    node = tree.firstChild[node]!;
    world.down(node, session);
  }
  const first = tree.firstChild[session.cursor]!;
  const holes = Array.from({ length: count }, (_, i) => first + i);
  for (const hole of holes) world.down(hole, session);
  return holes;
}

const arrivals = (events: SessionRecorder["events"]) =>
  events.flatMap((event) => (event.kind === "resulted" ? [{ at: event.atSeconds, id: event.target, event }] : []));

describe("results that arrive later", () => {
  it("come in the order in which they are due, each wait bringing the next one to the second", () => {
    const game = begin(timing);
    const holes = expose(game, 20);
    const { world, session, events } = game;
    const before = arrivals(events).length;
    while (session.pendingCount > 0) {
      const pending = session.pendingCount;
      const clock = session.clockSeconds;
      const seconds = world.wait(session);
      assert.ok(seconds > 0 && Math.abs(session.clockSeconds - clock - seconds) < 1e-9);
      assert.ok(session.pendingCount < pending, "a wait brings a result");
    }
    const told = arrivals(events);
    assert.equal(told.length, holes.length);
    const times = told.slice(before).map(({ at }) => at);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    assert.throws(() => world.wait(session), /nothing is pending/);
  });

  it("have delays of the stated median and spread, whatever was exposed before", () => {
    const game = begin(timing);
    const holes = expose(game, 50);
    while (game.session.pendingCount > 0) game.world.wait(game.session);
    const exposedAt = new Map(
      game.events.flatMap((e) => (e.kind === "exposed" ? [[e.target, e.atSeconds] as const] : [])),
    );
    const waited = arrivals(game.events).slice(-20);
    for (const { id, at } of waited) assert.ok(at - exposedAt.get(id)! <= timing.timeOutSeconds);
    const logs: number[] = [];
    for (let seed = 0; seed < 400; seed++) {
      const world = new World(
        many,
        { ...planOf(1e5), results: { ...timing, timeOutSeconds: 1e6 } },
        new KeyedRandom(seed),
      );
      const session = world.begin({ hole: holes[1]! });
      world.down(holes[0]!, session);
      logs.push(Math.log(world.wait(session)));
    }
    assert.ok(Math.abs(Math.exp(median(logs)) / 600 - 1) < 0.1, `${Math.exp(median(logs))}`);
    assert.ok(Math.abs(standardDeviation(logs) - 0.5) < 0.06, `${standardDeviation(logs)}`);
  });

  it("count as failed at the time-out if they are lost or late", () => {
    const lost = begin({ ...timing, lostShare: 1 });
    const [hole] = expose(lost, 1);
    assert.equal(lost.world.wait(lost.session), 3600);
    const [told] = arrivals(lost.events);
    assert.deepEqual([told!.event.good, told!.event.outcome.failed], [false, true]);
    assert.ok(Number.isNaN(lost.session.ctfResolutionAngstrom[hole!]!));
    const late = begin({ ...timing, timeOutSeconds: 60, medianSeconds: 50, logSpread: 3 });
    expose(late, 30);
    while (late.session.pendingCount > 0) late.world.wait(late.session);
    const failed = arrivals(late.events).filter(({ event }) => event.outcome.failed);
    assert.ok(failed.length > 8, `${failed.length}`);
  });

  it("come at the exposure's end without a delay", () => {
    const game = begin({ ...timing, medianSeconds: 0 });
    expose(game, 3);
    assert.equal(game.session.pendingCount, 0);
    assert.equal(arrivals(game.events).length, 3);
  });

  it("are settled at the end, also where a wait would cross the budget", () => {
    const data = smallWorld();
    const game = begin({ ...timing, medianSeconds: 3000, logSpread: 0 }, data, 20);
    const holes = expose(game, 3);
    assert.equal(game.session.pendingCount, 3);
    const settled = game.world.unsettledWorth(game.session);
    game.world.wait(game.session);
    assert.deepEqual([game.session.ended, game.session.clockSeconds, game.session.pendingCount], [true, 1200, 0]);
    const good = holes.filter((hole) => data.ctfResolutionAngstrom[hole]! <= 6).length;
    assert.deepEqual([game.world.settledWorth, settled, game.session.worth], [good, good, good]);
    assert.equal(game.world.returnOf(game.session), objectiveOf().worth(good));
  });
});
