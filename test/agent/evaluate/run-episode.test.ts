import assert from "node:assert/strict";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import { acquire, type Decision, type Policy, stop, survey, wait } from "../../../agent/policy.js";
import type { Goal } from "../../../env/goal/goal.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import type { Faults } from "../../../env/world/faults.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { smallWorld } from "../../support/small-worlds.js";

const data = smallWorld();
const row = (id: string) => data.tree.row(id)!;
const silent = () => ({ numbers: {}, sentence: "For a test." });

/** A policy that takes goals from a list, then stops; it keeps where the stage stood when it was asked. */
function scripted(goals: readonly Goal[]): Policy & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    reset() {},
    decide(session): Decision {
      const goal = goals[asked.length];
      asked.push(`${session.tree.ids[session.place]} after ${session.clockSeconds} s`);
      return goal === undefined ? stop("Done.") : { goal, reason: silent };
    },
  };
}

function run(policy: Policy, options: { minutes?: number; faults?: Faults; world?: World } = {}): Session {
  const { minutes = 480, faults } = options;
  const world = options.world ?? new World(data, planOf(minutes), new KeyedRandom(1), { faults });
  return runEpisode(world, policy, {
    start: { hole: row("1.1.1.1") },
    random: new KeyedRandom(1).stream(0, RandomKind.Policy),
  });
}

const holes = (...ids: string[]): Goal => ({ kind: "acquire", holes: ids.map(row) });
const failing = (id: string): Faults => ({
  tries: 2,
  fails: (_tree, target, _random, nth) => target === row(id) && nth === 0,
});

describe("runEpisode", () => {
  it("cuts a goal short when a move on the way fails, and asks again", () => {
    const policy = scripted([holes("1.2.1.1", "1.2.1.2"), holes("1.1.1.2")]);
    const session = run(policy, { faults: failing("1.2") });
    // The way to square 1.2 failed: 4 minutes, nothing else; back in the old group the next hole costs a minute.
    assert.deepEqual(policy.asked, ["1.1.1.1 after 0 s", "1.1.1.1 after 240 s", "1.1.1.2 after 300 s"]);
    assert.equal(session.exposedCount[0], 1);
  });

  it("cuts a goal short when an exposure fails", () => {
    const policy = scripted([holes("1.1.2.1", "1.1.2.2")]);
    const session = run(policy, { faults: failing("1.1.2.1") });
    assert.deepEqual(policy.asked, ["1.1.1.1 after 0 s", "1.1.2 after 120 s"]);
    assert.ok(session.isAvailable(row("1.1.2.1")) && session.isAvailable(row("1.1.2.2")));
  });

  it("makes the prefix of a goal that fits, and ends with the first goal of which nothing does", () => {
    const policy = scripted([holes("1.1.1.2", "1.1.1.3"), holes("1.1.2.1"), holes("1.1.2.2")]);
    assert.equal(run(policy, { minutes: 1.5 }).exposedCount[0], 1);
    assert.deepEqual(policy.asked, ["1.1.1.1 after 0 s", "1.1.1.2 after 60 s"]);
  });

  it("ends with a clear error where a policy makes no progress", () => {
    const still: Policy = { reset() {}, decide: () => survey(row("1.1"), silent) };
    assert.throws(() => run(still), /makes no progress: 100 goals in a row .* a survey of 'grid 1 \/ square 1\.1'/);
    const waiting: Policy = { reset() {}, decide: () => wait("For nothing.") };
    assert.throws(() => run(waiting), /nothing to wait for: no result is pending/);
    const again: Policy = { reset() {}, decide: () => acquire(row("1.1.1.1"), silent) };
    assert.throws(() => run(again), /'grid 1 \/ .* \/ hole 1.1.1.1' is not available/);
  });

  it("settles what is pending when it ends", () => {
    const plan = { ...planOf(480), results: { medianSeconds: 9000, logSpread: 0, timeOutSeconds: 1e5, lostShare: 0 } };
    const world = new World(data, plan, new KeyedRandom(1));
    const session = run(scripted([holes("1.1.1.2", "1.1.1.3")]), { world });
    assert.deepEqual([session.pendingCount, session.resultCount[0], session.clockSeconds], [0, 2, 120]);
  });
});
