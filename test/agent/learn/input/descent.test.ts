import assert from "node:assert/strict";
import fc from "fast-check";
import { FIRST_CANDIDATE, STOP, UP, WAIT } from "../../../../agent/learn/input/choices.js";
import { Descent } from "../../../../agent/learn/input/descent.js";
import { fittingGoal } from "../../../../env/goal/expand-goal.js";
import type { Goal } from "../../../../env/goal/goal.js";
import { performGoal } from "../../../../env/goal/perform-goal.js";
import type { Session } from "../../../../env/session/session.js";
import { fits } from "../../../../env/world/fits.js";
import type { World } from "../../../../env/world/world.js";
import { randomEpisode } from "../../../support/random-episodes.js";

/** Random legal moves until something is decided. */
function wander(descent: Descent, choose: () => number): { readonly goal: Goal; readonly steps: number } {
  for (let steps = 1; ; steps++) {
    const legal = [...descent.legal.subarray(0, descent.count + FIRST_CANDIDATE)].flatMap((may, i) =>
      may === 1 ? [i] : [],
    );
    assert.ok(legal.length > 0, "nothing is legal");
    const goal = descent.take(legal[Math.floor(choose() * legal.length)]!);
    if (goal !== undefined) return { goal, steps };
    assert.ok(steps < 100, "the decision does not end");
  }
}

function requireSensible(session: Session, goal: Goal): void {
  const { plan, tree, explored } = session;
  switch (goal.kind) {
    case "acquire":
      assert.deepEqual(goal.holes.length, 1);
      assert.ok(tree.isLeaf(goal.holes[0]!) && session.isAvailable(goal.holes[0]!));
      assert.ok(fits(session.expectedSeconds(goal.holes[0]!), session.remainingSeconds), "it does not fit");
      return;
    case "survey":
      assert.ok(!tree.isLeaf(goal.target) && explored[goal.target] === 0 && session.isOpen(goal.target));
      return;
    case "wait":
      assert.ok(plan.results !== undefined && session.pendingCount > 0);
      return;
    default:
      assert.deepEqual(goal, { kind: "stop" });
  }
}

/** Plays an episode by random decisions. @returns numbers of decisions by what they were */
function play(world: World, session: Session, choose: () => number): Record<string, number> {
  const kinds: Record<string, number> = {};
  const descent = new Descent();
  const most = 2 * session.tree.shape.levels.length;
  while (!session.ended) {
    descent.begin(session);
    const { goal, steps } = wander(descent, choose);
    assert.ok(steps <= most, `${steps} steps for one decision among ${most / 2} levels`);
    requireSensible(session, goal);
    // Nothing is cut down or given up on the way: what was chosen is what is done.
    assert.deepEqual(fittingGoal(session, goal), goal);
    kinds[goal.kind] = (kinds[goal.kind] ?? 0) + 1;
    performGoal(world, session, goal);
  }
  return kinds;
}

describe("a decision, level by level", () => {
  it("ends after a step up and a step down each level, whatever legal moves are made, with what can be done", function () {
    this.timeout(60_000);
    const found = new Set<string>();
    const choices = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
    fc.assert(
      fc.property(fc.nat(5000), choices, (k, stream) => {
        const { world, start } = randomEpisode(k);
        const kinds = play(world, world.begin(start), () => stream.next().value as number);
        for (const kind of Object.keys(kinds)) found.add(kind);
      }),
      { numRuns: 300, seed: 1 },
    );
    assert.deepEqual([...found].sort(), ["acquire", "stop", "survey", "wait"]);
  });

  it("does not take what is not legal", () => {
    const { world, start } = randomEpisode(1);
    const descent = new Descent();
    descent.begin(world.begin(start));
    for (const move of [-1, descent.count + FIRST_CANDIDATE, Number.NaN, 0.5, WAIT]) {
      assert.throws(
        () => descent.take(move),
        new RangeError(`the move ${move} is not legal where the decision has come to`),
      );
    }
  });

  it("offers no way back into what it has climbed out of, and none up from what it went down to", () => {
    let climbed = 0;
    for (let k = 0; climbed < 50 && k < 500; k++) {
      const { world, start } = randomEpisode(k);
      const session = world.begin(start);
      const descent = new Descent();
      descent.begin(session);
      if (descent.legal[UP] !== 1) continue;
      climbed++;
      const left = descent.cursor;
      descent.take(UP);
      assert.equal(descent.legal[FIRST_CANDIDATE + left - session.tree.firstChild[descent.cursor]!], 0);
      assert.equal(descent.legal[STOP]! + descent.legal[WAIT]!, 0);
      const child = descent.legal.subarray(0, descent.count + FIRST_CANDIDATE).indexOf(1, FIRST_CANDIDATE);
      if (child === -1) continue;
      if (descent.take(child) === undefined) assert.equal(descent.legal[UP], 0);
    }
    assert.equal(climbed, 50);
  });

  it("offers no stop where time costs nothing and something is within reach", () => {
    for (let k = 0; k < 100; k++) {
      const { world, start } = randomEpisode(k, { costs: false, budgetMinutes: 600 });
      const descent = new Descent();
      descent.begin(world.begin(start));
      assert.equal(descent.legal[STOP], 0);
    }
  });
});
