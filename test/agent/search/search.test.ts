import assert from "node:assert/strict";
import type { TypicalNodes } from "../../../agent/belief/typical-nodes.js";
import { type SearchResult, search } from "../../../agent/search/search.js";
import { SimulationBudget } from "../../../agent/search/search-budget.js";
import type { Goal } from "../../../env/goal/goal.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import type { SessionPlan } from "../../../env/session/session-plan.js";
import { World, type WorldStart } from "../../../env/world/world.js";
import { type MadeUp, madeUpBelief } from "../../support/made-up-belief.js";
import { planOf } from "../../support/plans.js";
import { type Layout, smallWorld } from "../../support/small-worlds.js";

const options = {
  priceShare: 0.9,
  informationShare: 0.2,
  groups: 3,
  errors: 2,
  share: 0.005,
};

/** Typical of what the small worlds hold: two squares in a grid, two groups of nine each. */
const typical: TypicalNodes = {
  children: Float64Array.of(2, 2, 2, 9, 0),
  entrySeconds: Float64Array.of(0, 120, 240, 60, 60),
  offsets: Float64Array.of(0, 0, 0, 0),
  squareOffsets: Float64Array.of(0, 0, 0, 0, 0),
};

interface Found {
  readonly session: Session;
  readonly result: SearchResult;
  /** Id of the chosen target, or "stop". */
  readonly chosen: string;
}

/** What is chosen instead of a goal of `index`: the exposure of the hole with this id, or to stop. */
function find(
  layout: Layout,
  plan: SessionPlan,
  belief: (session: Session) => MadeUp,
  given: {
    readonly start?: string;
    readonly concealed?: boolean;
    readonly instead: string;
    readonly seed?: number;
    readonly share?: number;
  },
): Found {
  const world = new World(smallWorld(layout), plan, new KeyedRandom(1));
  const { tree } = world.data;
  const row = (id: string) => tree.row(id)!;
  const start: WorldStart = {
    hole: given.start === undefined ? undefined : row(given.start),
    concealed: given.concealed ?? false,
  };
  const session = world.begin(start);
  const goal: Goal =
    given.instead === "stop"
      ? { kind: "stop" }
      : tree.isLeaf(row(given.instead))
        ? { kind: "acquire", holes: [row(given.instead)] }
        : { kind: "survey", target: row(given.instead) };
  const random = new KeyedRandom(given.seed ?? 1);
  const believed = madeUpBelief(session, belief(session));
  const result = search(session, believed, typical, goal, new SimulationBudget(300), random, {
    ...options,
    share: given.share ?? options.share,
  })!;
  const { goal: chosen } = result.candidates[result.chosen]!;
  const target = chosen.kind === "acquire" ? chosen.holes[0]! : chosen.kind === "survey" ? chosen.target : 0;
  return { session, result, chosen: chosen.kind === "stop" ? "stop" : tree.ids[target]! };
}

const inSquare = ({ tree }: Session, row: number) => tree.ids[row]!.split(".").slice(0, 2).join(".");

describe("search", () => {
  it("packs what is left of the session, which the price of time can't", () => {
    // 8 min: 8 × .5 here, or 2 min for the first of 7 × .65 in the next group.
    const belief = (session: Session) => ({
      chance: (row: number) => (session.tree.ids[row]!.startsWith("1.1.1.") ? 0.5 : 0.65),
    });
    const { chosen, result } = find([[[10, 10]]], planOf(8), belief, { start: "1.1.1.1", instead: "1.1.1.2" });
    assert.match(chosen, /^1\.1\.2\./);
    const advantage = 7 * 0.65 - (0.5 + 6 * 0.65);
    assert.ok(Math.abs(result.trials.advantage[result.chosen]! - advantage) < 0.01);
    // The same is not worth it for who asks for more.
    for (const [share, isEnough] of [
      [0.9 * (advantage / 4.4), true],
      [1.1 * (advantage / 4.4), false],
    ] as const) {
      const given = { start: "1.1.1.1", instead: "1.1.1.2", share };
      assert.equal(find([[[10, 10]]], planOf(8), belief, given).chosen !== "1.1.1.2", isEnough);
    }
  });

  it("keeps to the choice of index where nothing differs, whatever the draws", () => {
    const layout: Layout = [
      [
        [9, 9],
        [9, 9],
      ],
      [[9, 9]],
    ];
    let otherwise = 0;
    for (let seed = 0; seed < 20; seed++) {
      const belief = () => ({ chance: () => 0.5, squareSd: 0.5, groupSd: 0.3 });
      const { chosen } = find(layout, planOf(60), belief, { instead: "1.1.1.1", seed });
      if (chosen !== "1.1.1.1") otherwise++;
    }
    // At two standard errors, 1 in 40 for each of a few others.
    assert.ok(otherwise <= 4, `${otherwise} of 20`);
  });

  it("does not stop where a square may turn out well, and does where none can", () => {
    const layout: Layout = [[[20], [20]], [[20]]];
    const plan = planOf(480);
    const costly = { ...plan, objective: { ...plan.objective, costPerHour: 15 } };
    const hopeful = find(layout, costly, () => ({ chance: () => 0.25, squareSd: 3 }), {
      start: "1.1.1.1",
      instead: "stop",
    });
    assert.notEqual(hopeful.chosen, "stop");
    const hopeless = find(layout, costly, () => ({ chance: () => 0.05, squareSd: 0.1 }), {
      start: "1.1.1.1",
      instead: "1.1.1.2",
    });
    assert.equal(hopeless.chosen, "stop");
  });

  it("compares a survey with the groups that were found", () => {
    const layout: Layout = [
      [
        [9, 9],
        [9, 9],
      ],
      [
        [9, 9],
        [9, 9],
      ],
    ];
    const given = { concealed: true, start: "1.1.1.1", instead: "1.2" };
    // What was not found is as likely good as not; a chance of .02 here is not worth staying for.
    assert.equal(find(layout, planOf(40), () => ({ chance: () => 0.02 }), given).chosen, "1.2");
    assert.match(find(layout, planOf(15), () => ({ chance: () => 0.98 }), given).chosen, /^1\.1\.2\./);
  });

  it("finds the same with the same randomness, and compares no target twice", () => {
    const belief = (session: Session): MadeUp => ({
      chance: (row) => 0.1 + (inSquare(session, row) === "1.2" ? 0.3 : 0.2),
      squareSd: 1,
    });
    const layout: Layout = [[[9, 9, 9, 9], [9, 9], [9], [5, 5]], [[9, 9]]];
    const of = (seed: number) =>
      find(layout, planOf(60), belief, { start: "1.1.1.1", instead: "1.1.1.2", seed }).result;
    assert.deepEqual(of(1).trials, of(1).trials);
    assert.notDeepEqual(of(1).trials, of(2).trials);
    const goals = of(1).candidates.map(({ goal }) => JSON.stringify(goal));
    assert.equal(new Set(goals).size, goals.length);
    assert.equal(goals.length, 4, `${goals}`);
  });
});
