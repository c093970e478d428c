import assert from "node:assert/strict";
import { expandGoal, fittingGoal } from "../../../env/goal/expand-goal.js";
import type { Goal } from "../../../env/goal/goal.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import { World } from "../../../env/world/world.js";
import { planOf, positionsLatency } from "../../support/plans.js";
import { randomWorld } from "../../support/random-worlds.js";
import { smallWorld } from "../../support/small-worlds.js";

const data = smallWorld();
const row = (id: string) => data.tree.row(id)!;

function begin(start?: string, budgetMinutes = 480): { world: World; session: Session } {
  const world = new World(data, planOf(budgetMinutes), new KeyedRandom(1));
  return { world, session: world.begin({ hole: start === undefined ? undefined : row(start) }) };
}

function words(session: Session, goal: Goal): string[] {
  return expandGoal(session, goal).map((move) => (move.kind === "down" ? data.tree.ids[move.target]! : move.kind));
}

const acquire = (...ids: string[]): Goal => ({ kind: "acquire", holes: ids.map(row) });

describe("expandGoal", () => {
  it("goes down from outside", () => {
    const { session } = begin();
    assert.deepEqual(words(session, acquire("1.1.2.2", "1.1.2.1")), ["1", "1.1", "1.1.2", "1.1.2.2", "1.1.2.1"]);
  });

  it("goes up to the lowest common node only", () => {
    const { session } = begin("1.1.1.1");
    assert.deepEqual(words(session, acquire("1.1.1.2")), ["1.1.1.2"]);
    assert.deepEqual(words(session, acquire("1.1.2.1")), ["up", "1.1.2", "1.1.2.1"]);
    assert.deepEqual(words(session, acquire("1.2.1.1")), ["up", "up", "1.2", "1.2.1", "1.2.1.1"]);
    assert.deepEqual(words(session, acquire("2.1.1.4")), ["up", "up", "up", "2", "2.1", "2.1.1", "2.1.1.4"]);
  });

  it("goes to a node, waits and stops", () => {
    const { session } = begin("1.1.1.1");
    assert.deepEqual(words(session, { kind: "survey", target: row("1.2") }), ["up", "up", "1.2"]);
    assert.deepEqual(words(session, { kind: "stop" }), ["stop"]);
    assert.throws(() => words(session, { kind: "wait" }), /nothing to wait for: no result is pending/);
    session.exposed(row("1.1.1.2"), 60);
    assert.deepEqual(words(session, { kind: "wait" }), ["wait"]);
  });

  it("makes no move to survey what it stands in and knows", () => {
    const { session } = begin("1.1.1.1");
    for (const id of ["1", "1.1", "1.1.1"]) assert.deepEqual(words(session, { kind: "survey", target: row(id) }), []);
    assert.deepEqual(words(session, { kind: "survey", target: 0 }), []);
  });

  it("comes back with the cursor alone when a way has failed", () => {
    const { world, session } = begin("1.1.1.1");
    world.up(session);
    world.up(session);
    world.up(session);
    const goal = acquire("1.1.1.2");
    assert.deepEqual(words(session, goal), ["1", "1.1", "1.1.1", "1.1.1.2"]);
    for (const move of expandGoal(session, goal)) world.perform(move, session);
    assert.equal(session.clockSeconds, 60);
  });

  it("goes down to a node that was found, and refuses to survey a hole or what was not found", () => {
    const world = new World(data, planOf(480), new KeyedRandom(1));
    const session = world.begin({ concealed: true });
    assert.deepEqual(words(session, { kind: "survey", target: row("2") }), ["2"]);
    assert.throws(() => words(session, { kind: "survey", target: row("1.1") }), /was not found yet/);
    assert.throws(() => words(session, { kind: "survey", target: row("1.1.1.1") }), /names the hole/);
    assert.throws(() => words(session, { kind: "survey", target: 999 }), /row 999, which the tree does not have/);
    assert.throws(() => words(session, acquire("1.1.1.1")), /is not available/);
    for (const move of expandGoal(session, { kind: "survey", target: row("1") })) world.perform(move, session);
    assert.deepEqual(words(session, { kind: "survey", target: row("1.2") }), ["1.2"]);
  });

  it("goes through each hole to its positions, and up again for the next hole of the group", () => {
    const random = new KeyedRandom(5);
    const world = new World(
      randomWorld(random.stream(0, RandomKind.World), 3, 3),
      planOf(1e6, positionsLatency),
      random,
    );
    const { tree } = world.data;
    for (let group = tree.levelStart[3]!; group < tree.levelStart[4]!; group++) {
      const session = world.begin();
      const positions = [...Array(tree.size).keys()].filter((leaf) => tree.isLeaf(leaf) && tree.contains(group, leaf));
      const moves = expandGoal(session, { kind: "acquire", holes: positions });
      const seconds = positions.reduce(
        (sum, leaf, i) => sum + session.plan.latency.expectedSeconds(tree, i === 0 ? 0 : positions[i - 1]!, leaf),
        0,
      );
      assert.equal(moves.filter((move) => move.kind === "up").length, tree.childCount[group]! - 1);
      for (const move of moves) world.perform(move, session);
      assert.equal(session.exposedCount[group], positions.length);
      assert.equal(session.clockSeconds, seconds);
    }
    const session = world.begin();
    assert.throws(
      () => expandGoal(session, { kind: "acquire", holes: [tree.firstLeaf, tree.size - 1] }),
      /must lie in one group/,
    );
  });

  it("makes moves that a world can carry out, in the time that was expected", () => {
    for (let start = data.tree.firstLeaf; start < data.tree.size; start++) {
      for (let hole = data.tree.firstLeaf; hole < data.tree.size; hole++) {
        if (start === hole) continue;
        const { world, session } = begin(data.tree.ids[start]);
        const expected = session.expectedSeconds(hole);
        for (const move of expandGoal(session, { kind: "acquire", holes: [hole] })) world.perform(move, session);
        assert.equal(session.place, hole);
        assert.equal(session.clockSeconds, expected);
      }
    }
  });

  it("refuses an acquire that is empty, leaves its group or names a hole that is not available", () => {
    const { session } = begin("1.1.1.1");
    assert.throws(() => expandGoal(session, { kind: "acquire", holes: [] }), /names no hole/);
    assert.throws(() => expandGoal(session, acquire("1.1.1.2", "1.1.2.1")), /must lie in one group/);
    assert.throws(() => expandGoal(session, acquire("1.1.1.1")), /'grid 1 \/ .* \/ hole 1.1.1.1' is not available/);
    assert.throws(() => expandGoal(session, { kind: "acquire", holes: [row("1.1.1")] }), RangeError);
  });
});

describe("fittingGoal", () => {
  it("keeps what fits", () => {
    const { session } = begin("1.1.1.1", 2);
    const goal = acquire("1.1.1.2", "1.1.1.3");
    assert.equal(fittingGoal(session, goal), goal);
    const survey: Goal = { kind: "survey", target: row("1.1.2") };
    assert.equal(fittingGoal(session, survey), survey);
    assert.deepEqual(fittingGoal(session, { kind: "stop" }), { kind: "stop" });
  });

  it("keeps a wait if a result is pending and expected in time", () => {
    const plan = { ...planOf(10), results: { medianSeconds: 120, logSpread: 0, timeOutSeconds: 600, lostShare: 0 } };
    const world = new World(data, plan, new KeyedRandom(1));
    const session = world.begin({ hole: row("1.1.1.1") });
    assert.throws(() => fittingGoal(session, { kind: "wait" }), /no result is pending/);
    world.down(row("1.1.1.2"), session);
    assert.deepEqual(fittingGoal(session, { kind: "wait" }), { kind: "wait" });
    session.waited(420);
    assert.deepEqual(fittingGoal(session, { kind: "wait" }), { kind: "wait" });
    session.waited(1);
    assert.equal(fittingGoal(session, { kind: "wait" }), undefined);
  });

  it("keeps a survey if an exposure may follow it in time", () => {
    const survey = (minutes: number) =>
      fittingGoal(
        new World(data, planOf(minutes), new KeyedRandom(1)).begin({ hole: row("1.1.1.1"), concealed: true }),
        { kind: "survey", target: row("1.2") },
      );
    assert.notEqual(survey(6), undefined);
    assert.equal(survey(5.9), undefined);
  });

  it("cuts an acquire to the holes that fit", () => {
    const { session } = begin("1.1.2.1", 3.5);
    assert.deepEqual(fittingGoal(session, acquire("1.1.1.1", "1.1.1.2", "1.1.1.3")), acquire("1.1.1.1", "1.1.1.2"));
  });

  it("is undefined if not even the first hole's whole way fits", () => {
    assert.equal(fittingGoal(begin("1.1.2.1", 1.9).session, acquire("1.1.1.1", "1.1.1.2")), undefined);
    assert.notEqual(fittingGoal(begin("1.1.2.1", 2).session, acquire("1.1.1.1")), undefined);
    assert.equal(fittingGoal(begin("1.1.2.1", 3.9).session, { kind: "survey", target: row("1.2") }), undefined);
  });
});
