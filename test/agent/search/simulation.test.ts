import assert from "node:assert/strict";
import { RelaxedPlan } from "../../../agent/plan/relaxed-plan.js";
import { stepOf } from "../../../agent/search/candidate-steps.js";
import { PriceTable } from "../../../agent/search/price-table.js";
import { SessionModel, SquareKind } from "../../../agent/search/session-model.js";
import { SimulatedBelief } from "../../../agent/search/simulated-belief.js";
import { SimulatedStage } from "../../../agent/search/simulated-stage.js";
import { SimulatedTruth } from "../../../agent/search/simulated-truth.js";
import { Simulation } from "../../../agent/search/simulation.js";
import type { TypicalGroup, TypicalNode } from "../../../agent/search/typical-node.js";
import { WorthAhead } from "../../../agent/search/worth-ahead.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import type { SessionPlan } from "../../../env/session/session-plan.js";
import { World } from "../../../env/world/world.js";
import { generatedWorlds } from "../../support/generated-worlds.js";
import { type MadeUp, madeUpBelief } from "../../support/made-up-belief.js";
import { planOf } from "../../support/plans.js";
import { type Layout, smallWorld } from "../../support/small-worlds.js";

const nothingTypical = (): TypicalNode => {
  throw new Error("everything was surveyed");
};

/** Two squares of five typical groups of eight leaves, each as likely good as not. */
const group: TypicalGroup = {
  logit: new Float64Array(8),
  squareLoad: new Float64Array(8).fill(1),
  groupLoad: new Float64Array(8).fill(0.5),
};
const square = new Array<TypicalGroup>(5).fill(group);
const typical: TypicalNode = {
  squares: [square, square],
  squareEntrySeconds: 240,
  groupEntrySeconds: 60,
  leafSeconds: 60,
};

interface Setup {
  readonly session: Session;
  readonly model: SessionModel;
  readonly truth: SimulatedTruth;
  readonly simulation: Simulation;
  /** Mean worth of a session that begins with the exposure of a leaf, over some draws. */
  beginningWith(leafId: string, draws?: number): number;
}

function setup(layout: Layout, plan: SessionPlan, belief: (session: Session) => MadeUp, startId?: string): Setup {
  const world = new World(smallWorld(layout), plan, new KeyedRandom(1));
  const { tree } = world.data;
  const session = world.begin({ hole: startId === undefined ? undefined : tree.row(startId)! });
  const believed = madeUpBelief(session, belief(session));
  const model = new SessionModel(session, believed, nothingTypical);
  const truth = new SimulatedTruth(model, believed);
  const simulation = new Simulation(model, truth, new WorthAhead(session, believed.probability), {
    priceShare: 0.9,
    informationShare: 0.2,
  });
  return {
    session,
    model,
    truth,
    simulation,
    beginningWith(leafId, draws = 1) {
      const { step } = stepOf(session, model, { kind: "acquire", holes: [tree.row(leafId)!] })!;
      let sum = 0;
      for (let n = 0; n < draws; n++) {
        truth.draw(new KeyedRandom(n));
        sum += simulation.run(step);
      }
      return sum / draws;
    },
  };
}

const surely = () => ({ chance: () => 1 });
const near = (value: number, expected: number, within: number) =>
  assert.ok(Math.abs(value - expected) <= within, `${value}, expected ${expected} ± ${within}`);

describe("SessionModel", () => {
  it("holds what can be exposed, by square and group, the most promising first", () => {
    for (let seed = 0; seed < 5; seed++) {
      const world = new World(generatedWorlds({}, seed + 1)[seed]!, planOf(100), new KeyedRandom(seed));
      const session = world.begin();
      const { tree } = session;
      const chance = (row: number) => ((row * 7919) % 101) / 101;
      const model = new SessionModel(session, madeUpBelief(session, { chance }), nothingTypical);
      const leaves = [...model.leaf.values.subarray(0, model.slots)];
      assert.deepEqual(
        leaves.toSorted((a, b) => a - b),
        Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i),
      );
      for (let group = 0; group < model.groups; group++) {
        const slots = leaves.slice(model.firstSlot.values[group]!, model.firstSlot.values[group + 1]!);
        for (const leaf of slots) assert.equal(model.groupOfLeaf(leaf), group);
        for (let i = 1; i < slots.length; i++) assert.ok(chance(slots[i - 1]!) >= chance(slots[i]!));
        const square = model.squareNode.values[model.groupSquare.values[group]!]!;
        assert.ok(slots.every((leaf) => tree.contains(square, leaf)));
      }
    }
  });

  it("imagines what is typical in nodes that were not surveyed", () => {
    const world = new World(smallWorld([[[3], [2]], [[4]]]), planOf(100), new KeyedRandom(1));
    const session = world.begin({ concealed: true });
    world.perform({ kind: "down", target: 1 }, session);
    const model = new SessionModel(session, madeUpBelief(session, { chance: () => 0.5 }), () => typical);
    const { Unsurveyed, Imagined } = SquareKind;
    assert.deepEqual(
      [...model.squareKind.values.subarray(0, model.squares)],
      [Unsurveyed, Unsurveyed, Imagined, Imagined],
    );
    assert.equal(model.slots, 4 * 5 * 8);
    assert.ok(model.leaf.values.subarray(0, model.slots).every((leaf) => leaf === -1));
  });
});

describe("a simulated session", () => {
  it("of holes that are all good counts as many as fit into the time left", () => {
    const layout: Layout = [[[8, 8], [8]], [[8]]];
    // Levels: 1 min in a group, 2 to another, 6 to another square, 8 to another grid.
    const minutes = [0.5, 1, 7, 7.5, 9, 16, 21, 22, 29];
    const counts = [0, 1, 7, 7, 8, 15, 15, 16, 23];
    minutes.forEach((left, i) => {
      const { session, beginningWith } = setup(layout, planOf(left), surely, "1.1.1.1");
      if (session.remainingSeconds < 60) return;
      near(beginningWith("1.1.1.2"), counts[i]!, 0.06);
    });
  });

  it("pays for the way to its first step", () => {
    const layout: Layout = [[[8, 8], [8]], [[8]]];
    const { beginningWith } = setup(layout, planOf(8), surely, "1.1.1.1");
    near(beginningWith("1.1.1.2"), 7, 0.05);
    near(beginningWith("1.1.2.1"), 7, 0.05);
    near(beginningWith("1.2.1.1"), 3, 0.05);
    near(beginningWith("2.1.1.1"), 1, 0.05);
  });

  it("gives the same on the same draw, whatever was simulated in between", () => {
    const half = () => ({ chance: (row: number) => 0.2 + (row % 5) / 8, squareSd: 1, groupSd: 0.5 });
    const { beginningWith } = setup(
      [
        [
          [8, 8],
          [8, 5],
        ],
        [[8], [9]],
      ],
      planOf(60),
      half,
      "1.1.1.1",
    );
    const first = beginningWith("1.1.1.2");
    const other = beginningWith("2.1.1.1");
    for (let i = 0; i < 5; i++) beginningWith("1.2.1.1", 3);
    assert.equal(beginningWith("1.1.1.2"), first);
    assert.equal(beginningWith("2.1.1.1"), other);
  });

  it("stays where draws are good and leaves where they are bad: it learns, so that uncertainty is worth something", () => {
    const layout: Layout = [
      [
        [9, 9, 9],
        [9, 9, 9],
      ],
    ];
    const of = (squareSd: number) =>
      setup(layout, planOf(30), () => ({ chance: () => 0.5, squareSd }), "1.1.1.1").beginningWith("1.1.1.2", 400);
    const [certain, uncertain] = [of(0), of(2.5)];
    assert.ok(uncertain > certain + 1.5, `${uncertain} with, ${certain} without uncertainty`);
  });

  it("stops where nothing is worth what its time costs", () => {
    const plan = planOf(300);
    const costly = { ...plan, objective: { ...plan.objective, costPerHour: 40 } };
    const poor = setup([[[9, 9], [9]]], costly, () => ({ chance: () => 0.1 }), "1.1.1.1");
    // One exposure at a chance of .1 and a cost of 2/3 of a good one, then nothing.
    near(poor.beginningWith("1.1.1.2"), 0.1 - 40 / 60, 0.01);
    assert.equal(poor.simulation.run({ kind: "stop" }), 0);
    const rich = setup([[[9, 9], [9]]], costly, surely, "1.1.1.1");
    // 8 in this group, then 1 min to 9 more; the other square's 9 would not pay for their 14 min.
    near(rich.beginningWith("1.1.1.2"), 17 - (40 / 60) * (8 + 10), 0.1);
  });
});

describe("PriceTable", () => {
  it("gives the relaxed plan's price and gains, nearly", () => {
    for (let seed = 0; seed < 12; seed++) {
      const world = new World(generatedWorlds({}, seed + 1)[seed]!, planOf(100), new KeyedRandom(seed));
      const { tree } = world.data;
      const session = world.begin({ hole: seed % 3 === 0 ? undefined : tree.firstLeaf + 11 * seed });
      const random = new KeyedRandom(seed);
      const belief = madeUpBelief(session, { chance: (row) => 0.05 + 0.9 * random.uniform(row, 1) ** 2 });
      const model = new SessionModel(session, belief, nothingTypical);
      const table = new PriceTable(model, new SimulatedBelief(model), 0, new SimulatedStage(model));
      const plan = new RelaxedPlan(tree);
      plan.setEntries(session);
      for (const minutes of [20, 60, 100]) {
        const exact = plan.price(belief.probability, session.status, minutes * 60);
        const price = table.price(minutes * 60);
        assert.ok(price >= 0.85 * exact && price <= exact / 0.85, `world ${seed}: ${price}, exact ${exact}`);
        plan.evaluate(belief.probability, session.status, exact);
        table.at(exact);
        for (let square = 0; square < model.squares; square++) {
          // Between its prices it is interpolated; gains are convex, so it is above the plan if anything.
          const gain = plan.gain[model.squareNode.values[square]!]!;
          assert.ok(table.gain(square) >= gain - 1e-3, `world ${seed}: ${table.gain(square)}, exact ${gain}`);
          assert.ok(
            table.gain(square) <= gain + 0.5 + 0.05 * Math.abs(gain),
            `world ${seed}: ${table.gain(square)}, exact ${gain}`,
          );
        }
      }
    }
  });

  it("takes back what simulations changed", () => {
    const world = new World(generatedWorlds({}, 1)[0]!, planOf(100), new KeyedRandom(1));
    const session = world.begin();
    const model = new SessionModel(
      session,
      madeUpBelief(session, { chance: (row) => (row % 10) / 10 }),
      nothingTypical,
    );
    const belief = new SimulatedBelief(model);
    const table = new PriceTable(model, belief, 0.2, new SimulatedStage(model));
    const looks = () => {
      table.at(0.005);
      return [table.price(2000), ...Array.from({ length: model.squares }, (_, square) => table.gain(square))];
    };
    const before = looks();
    const next = model.firstSlot.values.slice(0, model.groups).map((slot) => slot + 4);
    // More updates than squares: each is to be taken back, however often it came.
    for (let i = 0; i < 3 * model.squares; i++) table.update(i % 2, belief, next);
    assert.notDeepEqual(looks(), before);
    table.reset();
    assert.deepEqual(looks(), before);
  });
});
