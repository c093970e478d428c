import assert from "node:assert/strict";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import { policies } from "../../../agent/policies/index.js";
import type { Goal } from "../../../env/goal/goal.js";
import type { Objective } from "../../../env/objective/objective.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import type { SessionPlan } from "../../../env/session/session-plan.js";
import { PREDICTED_CTF_RESOLUTION } from "../../../env/tree/feature-schema.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { World, type WorldStart } from "../../../env/world/world.js";
import type { WorldData } from "../../../env/world/world-data.js";
import { planOf } from "../../support/plans.js";
import { randomEpisode } from "../../support/random-episodes.js";
import { describeTargets, type Layout } from "../../support/small-worlds.js";

/** A world whose squares' holes are predicted, and are, as given by the square's id. */
function worldOf(layout: Layout, angstrom: (square: string) => { predicted: number; true: number }): WorldData {
  const squareOf = (id: string) => id.split(".").slice(0, 2).join(".");
  const tree = TargetTree.from(
    describeTargets(layout).map((target) => {
      const predicted = angstrom(squareOf(target.id)).predicted;
      if (target.level !== 4) return target;
      return { ...target, features: Number.isNaN(predicted) ? {} : { [PREDICTED_CTF_RESOLUTION.name]: predicted } };
    }),
  );
  const ctfResolutionAngstrom = Float64Array.from(tree.ids, (id, row) =>
    tree.isLeaf(row) ? angstrom(squareOf(id)).true : Number.NaN,
  );
  return { tree, ctfResolutionAngstrom, spent: [] };
}

interface Run {
  readonly goals: readonly Goal[];
  /** Of surveys and first holes, in order. */
  readonly targets: readonly string[];
  readonly session: Session;
  readonly world: World;
  readonly sentences: readonly string[];
}

function run(data: WorldData, plan: SessionPlan, start: WorldStart = {}): Run {
  const world = new World(data, plan, new KeyedRandom(1));
  const goals: Goal[] = [];
  const targets: string[] = [];
  const sentences: string[] = [];
  const session = runEpisode(world, policies.get("index").create(), {
    start,
    random: new KeyedRandom(1).stream(0, RandomKind.Policy),
    decided({ goal, reason }) {
      goals.push(goal);
      sentences.push(reason().sentence);
      if (goal.kind === "survey") targets.push(data.tree.ids[goal.target]!);
      if (goal.kind === "acquire") targets.push(data.tree.ids[goal.holes[0]!]!);
    },
  });
  return { goals, targets, session, world, sentences };
}

const costly = (plan: SessionPlan, change: Partial<Objective>): SessionPlan => ({
  ...plan,
  objective: { ...plan.objective, ...change },
});
const square = [8, 8, 8];
const twoSquares: Layout = [[square, square]];
const late = { medianSeconds: 400, logSpread: 0, timeOutSeconds: 4000, lostShare: 0 };

describe("index on what was not surveyed", () => {
  it("surveys another square when what it found is poor, and stays when it is rich", () => {
    const start = (data: WorldData) => ({ hole: data.tree.row("1.1.1.1")!, concealed: true });
    const poor = worldOf(twoSquares, (id) => ({ predicted: id === "1.1" ? 15 : 4, true: id === "1.1" ? 15 : 4 }));
    // Time for the other square alone: with more to spare it would first take what is here.
    assert.equal(run(poor, planOf(30), start(poor)).targets[0], "1.2");
    const rich = worldOf(twoSquares, () => ({ predicted: 3.3, true: 4 }));
    const { targets } = run(rich, planOf(20), start(rich));
    assert.ok(targets.length > 10 && targets.every((id) => id.startsWith("1.1.")), `${targets}`);
  });

  it("finds the good square among bad ones by surveying", () => {
    const data = worldOf(
      [
        [square, square],
        [square, square],
      ],
      (id) => ({
        predicted: id === "2.2" ? 3.3 : 14,
        true: id === "2.2" ? 3.5 : 14,
      }),
    );
    const { session } = run(data, planOf(90), { concealed: true });
    assert.ok(session.goodCount[0]! >= 22, `${session.goodCount[0]} of 24 good holes`);
  });

  it("does not survey what there is no time to expose in", () => {
    const data = worldOf(twoSquares, () => ({ predicted: 4, true: 4 }));
    const { goals } = run(data, planOf(2 + 4 + 1 + 1 + 0.5), { concealed: true });
    assert.deepEqual(
      goals.map((goal) => goal.kind),
      ["survey", "survey", "acquire", "stop"],
    );
  });
});

describe("index where time has a cost", () => {
  it("stops when nothing is worth it: early where all is bad, not at all where all is good", () => {
    for (const concealed of [false, true]) {
      const bad = worldOf(twoSquares, () => ({ predicted: 4, true: 12 }));
      const lost = run(bad, costly(planOf(480), { costPerHour: 15 }), { concealed });
      assert.equal(lost.goals.at(-1)!.kind, "stop");
      assert.ok(lost.session.clockSeconds < 0.15 * 480 * 60, `stops after ${lost.session.clockSeconds} s`);
      assert.equal(lost.sentences.at(-1), "Nothing is worth what its time costs.");
      const good = worldOf(twoSquares, () => ({ predicted: 4, true: 4 }));
      const won = run(good, costly(planOf(480), { costPerHour: 15 }), { concealed });
      assert.equal(won.session.goodCount[0], 48);
    }
  });

  it("does not begin what can't pay", () => {
    const data = worldOf(twoSquares, () => ({ predicted: 4, true: 4 }));
    const { goals, world, session } = run(data, costly(planOf(480), { costPerHour: 70 }));
    assert.deepEqual(goals, [{ kind: "stop" }]);
    assert.equal(world.returnOf(session), 0);
  });

  it("decides the same whatever the unit that worth is counted in", () => {
    for (let k = 0; k < 40; k++) {
      const { world, start } = randomEpisode(3 * k, { faults: false });
      const { objective } = world.plan;
      const times = (factor: number): SessionPlan =>
        costly(world.plan, {
          costPerHour: objective.costPerHour * factor,
          amount: (outcome) => objective.amount(outcome) * factor,
          worth: (tally) => objective.worth(tally / factor) * factor,
        });
      const thousand = run(world.data, times(1024), start);
      assert.deepEqual(thousand.goals, run(world.data, times(1), start).goals, `episode ${3 * k}`);
    }
  });

  it("stops once more of the same adds less than it costs", () => {
    const data = worldOf([[square, square, square, square]], () => ({ predicted: 4, true: 4 }));
    const concave = { worth: (tally: number) => 10 * Math.log1p(tally / 10), costPerHour: 20 };
    const { session, goals } = run(data, costly(planOf(480), concave));
    // One more is worth 10 / (10 + n), and costs a third a minute: about 20 of 96 holes.
    assert.equal(goals.at(-1)!.kind, "stop");
    assert.ok(session.goodCount[0]! >= 15 && session.goodCount[0]! <= 25, `${session.goodCount[0]} good`);
  });
});

describe("index with results that come late", () => {
  it("goes on and never waits where time is limited by the budget alone", () => {
    let pending = 0;
    for (let k = 0; k < 60; k++) {
      const { world, start } = randomEpisode(k, { costs: false });
      const { goals, session } = run(world.data, { ...world.plan, results: late }, start);
      assert.ok(!goals.some((goal) => goal.kind === "wait"));
      pending += session.exposedCount[0]!;
    }
    assert.ok(pending > 100);
  });

  it("waits when nothing is worth its cost but would be if what is awaited were good, and learns from it", () => {
    // Without predictions the other square is not worth its way; a good first result makes it worth it.
    const of = (ctf: number) => worldOf([[[2], [12]]], () => ({ predicted: Number.NaN, true: ctf }));
    const plan = { ...costly(planOf(480), { costPerHour: 20 }), results: late };
    const start = (data: WorldData) => ({ hole: data.tree.row("1.1.1.1")! });
    const [good, bad] = [of(4), of(12)];
    const [won, lost] = [run(good, plan, start(good)), run(bad, plan, start(bad))];
    for (const { goals } of [won, lost]) assert.ok(goals.some((goal) => goal.kind === "wait"));
    assert.ok(won.session.goodCount[0]! > lost.session.exposedCount[0]!);
    assert.equal(lost.goals.at(-1)!.kind, "stop");
  });
});
