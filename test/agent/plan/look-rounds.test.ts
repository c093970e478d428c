import assert from "node:assert/strict";
import type { SessionPlan } from "../../../env/session/session-plan.js";
import { objectiveOf } from "../../support/objectives.js";
import { planOf } from "../../support/plans.js";
import { runPolicy, squaresWorld } from "../../support/policy-runs.js";
import type { Layout } from "../../support/small-worlds.js";

const group = [8, 8];
const grid = Array.from({ length: 8 }, () => group);
const cassette: Layout = [grid, grid, grid];

const screening = (budgetMinutes: number, costPerHour: number): SessionPlan => ({
  ...planOf(budgetMinutes),
  objective: objectiveOf({ kind: "screening", cost_per_hour: costPerHour }),
});

/** Holes of one grid are good, those of the others are bad. */
const oneGood = (good: string) => squaresWorld(cassette, (id) => ({ predicted: 5, true: id[0] === good ? 4 : 12 }));

describe("a race between grids", () => {
  for (const good of ["1", "2", "3"]) {
    it(`finds grid ${good} of three, looks at each and leaves losers early`, () => {
      const { session, world, sentences, steps } = runPolicy("index", oneGood(good), screening(1000, 0.02), {
        concealed: true,
      });
      const { tree, exposedCount } = session;
      const exposed = ["1", "2", "3"].map((id) => exposedCount[tree.row(id)!]!);
      assert.ok(
        exposed.every((count) => count >= 4 && count <= 24),
        `${exposed}`,
      );
      // What comes after the good one is left after one square.
      assert.ok(
        exposed.slice(Number(good)).every((count) => count === 4),
        `${exposed}`,
      );
      assert.ok(world.returnOf(session) > 0.9, "the good grid is chosen");
      assert.equal(steps.at(-1), "stop");
      assert.ok(session.clockSeconds < 1000 * 60, "it does not go on when it knows");
      for (const sentence of sentences.slice(0, -1)) assert.match(sentence, /^Looks at grid \d, .*\.$/);
      if (good === "1")
        assert.match(sentences.at(-2)!, /^Looks at grid 3, .*; the best one is grid 1 with 24 of 24\.$/);
    });
  }

  it("takes four exposures in a square", () => {
    const { session } = runPolicy("index", oneGood("2"), screening(1000, 0.02), { concealed: true });
    const { tree, exposedCount } = session;
    for (let square = tree.levelStart[2]!; square < tree.levelStart[3]!; square++)
      assert.ok(exposedCount[square] === 0 || exposedCount[square] === 4);
  });

  it("looks on at those still in the race where time costs nothing, until it is over", () => {
    const alike = squaresWorld(cassette, () => ({ predicted: 5, true: 4 }));
    const { session, steps } = runPolicy("index", alike, screening(2000, 0), { concealed: true });
    const { tree, exposedCount } = session;
    for (const id of ["1", "2", "3"]) assert.equal(exposedCount[tree.row(id)!], 32, "all eight squares");
    assert.equal(steps.at(-1), "stop");
    const { session: raced } = runPolicy("index", oneGood("1"), screening(2000, 0), { concealed: true });
    assert.equal(raced.exposedCount[raced.tree.row("2")!], 4, "a loser is not gone back to");
  });

  it("begins no look that does not fit into the time left", () => {
    for (let minutes = 1; minutes < 40; minutes++) {
      const { session, steps } = runPolicy("index", oneGood("2"), screening(minutes, 0.02), { concealed: true });
      assert.equal(steps.at(-1), "stop");
      assert.ok(session.clockSeconds <= minutes * 60);
    }
  });
});
