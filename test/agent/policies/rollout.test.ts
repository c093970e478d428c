import assert from "node:assert/strict";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import { policies } from "../../../agent/policies/index.js";
import type { Decision, Policy } from "../../../agent/policy.js";
import { type RolloutOptions, RolloutPolicy } from "../../../agent/search/rollout-policy.js";
import type { Objective } from "../../../env/objective/objective.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import type { SessionPlan } from "../../../env/session/session-plan.js";
import { World, type WorldStart } from "../../../env/world/world.js";
import type { WorldData } from "../../../env/world/world-data.js";
import { generatedWorlds } from "../../support/generated-worlds.js";
import { planOf } from "../../support/plans.js";
import { randomEpisode } from "../../support/random-episodes.js";

interface Run {
  readonly session: Session;
  /** Each decision's goal, and the simulations that it took. */
  readonly decided: readonly { readonly goal: string; readonly simulations: number }[];
  readonly return: number;
}

function run(policy: Policy, data: WorldData, plan: SessionPlan, start: WorldStart = {}, seed = 1): Run {
  const world = new World(data, plan, new KeyedRandom(1));
  const decided: { goal: string; simulations: number }[] = [];
  const session = runEpisode(world, policy, {
    start,
    random: new KeyedRandom(seed).stream(0, RandomKind.Policy),
    decided: ({ goal, reason }) => {
      decided.push({ goal: JSON.stringify(goal), simulations: reason().numbers.simulations ?? 0 });
    },
  });
  return { session, decided, return: world.returnOf(session) };
}

const index = () => policies.get("index").create();
const rollout = (options: Partial<RolloutOptions> = {}) => new RolloutPolicy(index(), options);
const goals = ({ decided }: Run) => decided.map(({ goal }) => goal);

/** Squares of a single group each, hardly any of them good, and those very good. */
const fewGreatSquares = {
  layout: {
    grids: 1,
    squares: 24,
    groups_per_square: [1, 2] as [number, number],
    holes_per_group: [9, 9] as [number, number],
  },
  quality: {
    good_angstrom: 6,
    good_share: 0.15,
    good_variance_shares: { square: 0.85, group: 0 },
    value_variance_shares: { square: 0.5, group: 0 },
    failed_fit_share: 0,
    ctf_quantiles: [
      [0, 3],
      [0.15, 6],
      [1, 20],
    ] as [number, number][],
  },
};

/** The same with several groups in each square, so that there is something to compare. */
const manyGroups = {
  ...fewGreatSquares,
  layout: { ...fewGreatSquares.layout, groups_per_square: [4, 5] as [number, number] },
};

/** A session that stands in a square with other groups to go to. */
function beginInSquare(): Session {
  const data = generatedWorlds(manyGroups, 1)[0]!;
  return new World(data, planOf(90), new KeyedRandom(1)).begin({ hole: data.tree.firstLeaf });
}

describe("rollout", () => {
  it("decides the same for the same seed, and takes no more simulations than it may", () => {
    const data = generatedWorlds(manyGroups, 1)[0]!;
    const one = run(rollout({ simulations: 40 }), data, planOf(300));
    const again = run(rollout({ simulations: 40 }), data, planOf(300));
    assert.deepEqual(one.decided, again.decided);
    const searched = one.decided.filter(({ simulations }) => simulations > 0);
    assert.ok(searched.length > 5, `${searched.length} searched`);
    assert.ok(searched.every(({ simulations }) => simulations <= 40));
    // The draws are another seed's: what comes of the simulations differs.
    const policy = rollout({ simulations: 40 });
    const values = (seed: number) => {
      const texts: string[] = [];
      const world = new World(data, planOf(300), new KeyedRandom(1));
      const random = new KeyedRandom(seed).stream(0, RandomKind.Policy);
      runEpisode(world, policy, { random, decided: ({ reason }) => texts.push(JSON.stringify(reason())) });
      return texts;
    };
    assert.deepEqual(values(1), values(1));
    assert.notDeepEqual(values(1), values(2));
  });

  it("takes the caller's number of simulations instead of its own", () => {
    const session = beginInSquare();
    const policy = rollout({ simulations: 40 });
    policy.reset(session, new KeyedRandom(1).stream(0, RandomKind.Policy));
    const simulations = (decision: Decision) => decision.reason().numbers.simulations;
    assert.ok(simulations(policy.decide(session))! <= 40);
    const more = simulations(policy.decide(session, { simulations: 400 }))!;
    assert.ok(more > 300 && more <= 400, `${more}`);
    // A budget too small for one draw leaves the choice to index.
    assert.equal(simulations(policy.decide(session, { simulations: 1 })), undefined);
  });

  it("keeps to its time by the clock that it is given", () => {
    const session = beginInSquare();
    let now = 0;
    let looks = 0;
    // Each look at the clock, before each simulation and draw, finds that a quarter of a millisecond has passed.
    const clock = () => {
      looks++;
      now += 0.25;
      return now;
    };
    const policy = rollout({ now: clock });
    policy.reset(session, new KeyedRandom(1).stream(0, RandomKind.Policy));
    policy.decide(session, { simulations: 20 });
    assert.equal(looks, 0, "no clock where effort is counted in simulations");
    const before = now;
    const decision = policy.decide(session, { milliseconds: 30 });
    assert.ok(now - before >= 30 && now - before < 32, `${now - before} ms`);
    assert.ok(decision.reason().numbers.simulations! > 40);
  });

  it("keeps to its time on a real clock", () => {
    const session = beginInSquare();
    const policy = rollout();
    policy.reset(session, new KeyedRandom(1).stream(0, RandomKind.Policy));
    policy.decide(session, { milliseconds: 50 });
    const took = Array.from({ length: 9 }, () => {
      const from = performance.now();
      policy.decide(session, { milliseconds: 50 });
      return performance.now() - from;
    }).sort((a, b) => a - b);
    assert.ok(took[0]! < 60 && took[4]! < 150, `${took.map((time) => time.toFixed(0))} ms`);
  });

  it("does as index does where worth is about the session's end alone", () => {
    for (let k = 0; k < 5; k++) {
      const { world, start } = randomEpisode(5 * k, { faults: false });
      const objective: Objective = { ...world.plan.objective, amount: () => 0, worth: () => 0, endWorth: () => 1 };
      const plan = { ...world.plan, objective };
      const searched = run(rollout(), world.data, plan, start);
      assert.deepEqual(goals(searched), goals(run(index(), world.data, plan, start)));
      assert.ok(searched.decided.every(({ simulations }) => simulations === 0));
    }
  });

  it("does as index does where results come late", () => {
    const data = generatedWorlds({}, 1)[0]!;
    const of = (results: SessionPlan["results"]) => {
      const plan = { ...planOf(100), results };
      return { searched: run(rollout({ simulations: 40 }), data, plan), own: run(index(), data, plan) };
    };
    const { searched, own } = of({ medianSeconds: 600, logSpread: 0, timeOutSeconds: 3600, lostShare: 0 });
    assert.deepEqual(goals(searched), goals(own));
    assert.ok(searched.decided.every(({ simulations }) => simulations === 0));
    assert.ok(of(undefined).searched.decided.some(({ simulations }) => simulations > 0));
  });

  it("does as index does where time costs and each result is worth less than the one before", () => {
    const plan = planOf(100);
    const of = (worth: (tally: number) => number) => {
      const objective: Objective = { ...plan.objective, costPerHour: 2, worth };
      const data = generatedWorlds({}, 2)[1]!;
      const searched = run(rollout({ simulations: 40 }), data, { ...plan, objective });
      return { searched, own: run(index(), data, { ...plan, objective }) };
    };
    const { searched, own } = of((tally) => 20 * Math.log1p(tally / 10));
    assert.deepEqual(goals(searched), goals(own));
    assert.ok(searched.decided.every(({ simulations }) => simulations === 0));
    // Where all are worth the same it searches.
    assert.ok(of((tally) => tally).searched.decided.some(({ simulations }) => simulations > 0));
  });

  it("exposes what is clearly worth it without a search", () => {
    const data = generatedWorlds(
      { quality: { ...fewGreatSquares.quality, good_share: 0.95, good_variance_shares: { square: 0.1, group: 0 } } },
      1,
    )[0]!;
    const { decided } = run(rollout({ simulations: 20 }), data, planOf(120));
    const searched = decided.filter(({ simulations }) => simulations > 0).length;
    assert.ok(searched >= 2 && searched < decided.length / 3, `${searched} of ${decided.length}`);
  });

  it("needs an advantage beyond noise to do otherwise than index", () => {
    for (let seed = 0; seed < 4; seed++) {
      const data = generatedWorlds(manyGroups, seed + 1)[seed]!;
      const never = run(rollout({ simulations: 40, errors: Number.POSITIVE_INFINITY }), data, planOf(90));
      assert.deepEqual(goals(never), goals(run(index(), data, planOf(90))));
    }
  });

  it("says what it compared, and what that came to", () => {
    const data = generatedWorlds(manyGroups, 2)[1]!;
    const world = new World(data, planOf(120), new KeyedRandom(1));
    let otherwise = 0;
    runEpisode(world, rollout({ errors: 0 }), {
      random: new KeyedRandom(1).stream(0, RandomKind.Policy),
      decided({ goal, reason }) {
        const { numbers, sentence, candidates } = reason();
        if (numbers.simulations === undefined) return;
        assert.ok(candidates!.scored.length > 0 && candidates!.score === "worthAhead");
        if (!/simulations of the rest of the session this brought/.test(sentence)) return;
        otherwise++;
        assert.ok(numbers.advantageOverIndex! > 0 && numbers.standardErrorOfAdvantage! >= 0, sentence);
        const target = goal.kind === "acquire" ? goal.holes[0] : goal.kind === "survey" ? goal.target : undefined;
        const own = candidates!.scored.find((scored) => scored.target === target);
        assert.equal(own?.score, numbers.worthAhead);
      },
    });
    assert.ok(otherwise > 0, "never did otherwise than index");
  });

  it("is not worse than index on plain worlds, beyond noise", function () {
    this.timeout(120_000);
    const worlds = generatedWorlds({}, 16);
    const pairs = worlds.map((data) => [rollout(), index()].map((policy) => run(policy, data, planOf(100)).return));
    const total = (which: number) => pairs.reduce((sum, pair) => sum + pair[which]!, 0);
    assert.ok(total(0) > 0.97 * total(1), `${total(0)} with, ${total(1)} without: ${pairs}`);
  });
});
