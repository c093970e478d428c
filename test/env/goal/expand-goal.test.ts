import assert from "node:assert/strict";
import { expandGoal, fittingGoal } from "../../../env/goal/expand-goal.js";
import type { Goal } from "../../../env/goal/goal.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
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
    assert.deepEqual(words(session, { kind: "survey", target: row("1") }), ["up", "up"]);
    assert.deepEqual(words(session, { kind: "wait" }), ["wait"]);
    assert.deepEqual(words(session, { kind: "stop" }), ["stop"]);
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
    assert.deepEqual(fittingGoal(session, { kind: "wait" }), { kind: "wait" });
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
