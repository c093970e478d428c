import assert from "node:assert/strict";
import { clairvoyantBound } from "../../../../agent/evaluate/clairvoyant-bound.js";
import {
  buildPolicy,
  evaluationPolicyNames,
  prepareEvaluationPolicies,
} from "../../../../agent/evaluate/policy-by-name.js";
import { runEpisode } from "../../../../agent/evaluate/run-episode.js";
import type { Objective } from "../../../../env/objective/objective.js";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import type { Session } from "../../../../env/session/session.js";
import type { SessionListener } from "../../../../env/session/session-listener.js";
import { fits } from "../../../../env/world/fits.js";
import { startHole } from "../../../../env/world/start.js";
import { World } from "../../../../env/world/world.js";
import { planOf } from "../../../support/plans.js";
import { quickPolicy } from "../../../support/quick-policy.js";
import { randomEpisode } from "../../../support/random-episodes.js";
import { randomWorld } from "../../../support/random-worlds.js";
import { scriptedPolicy } from "../../../support/scripted-policy.js";

const worlds = 400;

function episode(k: number, mostHoles: number) {
  const random = new KeyedRandom(k);
  const stream = random.stream(1, RandomKind.World);
  const data = randomWorld(stream, mostHoles);
  const world = new World(data, planOf(5 + stream.integer(40)), random);
  const start = k % 5 === 0 ? undefined : startHole(data.tree, "random-hole", random);
  return { world, start, random };
}

/** The most good micrographs that any order of good holes collects, by trying all of them. */
function bestByExhaustion(world: World, session: Session): number {
  const { tree } = session;
  const left = [...Array(tree.size).keys()].filter(
    (row) => session.isAvailable(row) && world.plan.objective.isGood(world.outcome(row)),
  );
  const search = (from: number, seconds: number, holes: readonly number[]): number =>
    holes.reduce((best, hole) => {
      const rest = seconds - world.plan.latency.expectedSeconds(tree, from, hole);
      if (!fits(0, rest)) return best;
      return Math.max(
        best,
        1 +
          search(
            hole,
            rest,
            holes.filter((other) => other !== hole),
          ),
      );
    }, 0);
  return search(session.place, session.remainingSeconds, left);
}

/** The greatest return that any order of the good holes comes to, each stopped at its best moment, by trying all. */
function bestReturnByExhaustion({ world, start, random }: ReturnType<typeof randomEpisode>, holes: readonly number[]) {
  let best = 0;
  for (const order of permutations(holes)) {
    // What arrives later counts as if it came at once: a session that ends gets it all the same.
    let tally = 0;
    const { objective } = world.plan;
    const listener: SessionListener = {
      exposed(session, hole) {
        tally += objective.amount(world.arriving(hole));
        best = Math.max(best, objective.worth(tally) - (objective.costPerHour * session.clockSeconds) / 3600);
      },
    };
    runEpisode(world, scriptedPolicy(order), {
      start,
      random: random.stream(0, RandomKind.Policy),
      listeners: [listener],
    });
  }
  return best;
}

function permutations(values: readonly number[]): number[][] {
  if (values.length <= 1) return [[...values]];
  return values.flatMap((value) =>
    permutations(values.filter((other) => other !== value)).map((rest) => [value, ...rest]),
  );
}

describe("clairvoyantBound", () => {
  before(() => prepareEvaluationPolicies(evaluationPolicyNames()));

  it(`is not beaten by any policy in ${worlds} episodes of all kinds`, function () {
    this.timeout(60_000);
    const returns = new Map<string, number>();
    let bounds = 0;
    for (let k = 0; k < worlds; k++) {
      const { world, start, random } = randomEpisode(k);
      const bound = clairvoyantBound(world, world.begin(start));
      bounds += bound;
      for (const name of evaluationPolicyNames()) {
        const session = runEpisode(world, buildPolicy(quickPolicy(name), world), {
          start,
          random: random.stream(0, RandomKind.Policy),
        });
        const value = world.returnOf(session);
        assert.ok(value <= bound + 1e-6, `episode ${k}: ${name} comes to ${value}, bound ${bound}`);
        assert.ok(fits(session.clockSeconds, world.plan.budgetSeconds), `episode ${k}: ${name} runs over the budget`);
        returns.set(name, (returns.get(name) ?? 0) + value);
      }
    }
    const share = returns.get("clairvoyant")! / bounds;
    assert.ok(share > 0.9, `clairvoyant comes to ${share.toFixed(2)} of the bound: either is wrong`);
  });

  it("is not below the best of all orders in small episodes of all kinds, and not far above it", function () {
    this.timeout(60_000);
    let optimum = 0;
    let bounds = 0;
    let surveys = 0;
    for (let k = 0; k < 1000; k++) {
      const episode = randomEpisode(k, { mostHoles: 2 });
      const { world, start } = episode;
      const { data, plan } = world;
      const session = world.begin(start);
      const good = [...Array(data.tree.size).keys()].filter(
        (row) => row !== start.hole && data.tree.isLeaf(row) && plan.objective.amount(world.arriving(row)) > 0,
      );
      if (good.length === 0 || good.length > 4) continue;
      const best = bestReturnByExhaustion(episode, good);
      const bound = clairvoyantBound(world, session);
      assert.ok(best <= bound + 1e-6, `episode ${k}: optimum ${best}, bound ${bound}`);
      optimum += best;
      bounds += bound;
      if (session.availableCount[0] === 0 && best > 0) surveys++;
    }
    assert.ok(optimum > 200, `only ${optimum} was collected: the worlds are too small to tell`);
    assert.ok(surveys > 30, `only ${surveys} episodes had to survey`);
    assert.ok(bounds < 1.035 * optimum, `the bound is ${(bounds / optimum).toFixed(2)} times the optimum`);
  });

  it("adds what the end may add at its most", () => {
    const { world, start } = randomEpisode(0, { costs: false, faults: false });
    const { plan } = world;
    const screening = {
      ...plan.objective,
      amount: () => 0,
      mostEndWorth: (nodes: (level: string) => readonly number[], share: (node: number) => number) =>
        Math.max(...nodes("grid").map(share)),
    };
    const other = new World(world.data, { ...plan, objective: screening }, new KeyedRandom(0));
    const grids = [...world.data.tree.level.keys()].filter((row) => world.data.tree.level[row] === 1);
    assert.ok(grids.length > 0);
    assert.equal(clairvoyantBound(other, other.begin(start)), Math.max(...grids.map((grid) => other.trueShare(grid))));
  });

  it("is reached by the policy that knows it where only the choice at the end counts", () => {
    let reached = 0;
    for (let k = 0; k < 40; k++) {
      const { world, start, random } = randomEpisode(k, { costs: false, faults: false, budgetMinutes: 2000 });
      const grids = (session: Pick<Session, "tree">) =>
        [...session.tree.level.keys()].filter((row) => session.tree.level[row] === 1);
      const screening: Objective = {
        ...world.plan.objective,
        amount: () => 0,
        worth: () => 0,
        endWorth(session, share) {
          const looks = (grid: number) => (session.goodCount[grid]! + 1) / (session.resultCount[grid]! + 2);
          return share!(grids(session).reduce((best, grid) => (looks(grid) > looks(best) ? grid : best)));
        },
        mostEndWorth: (nodes, share) => Math.max(...nodes("grid").map(share)),
      };
      const other = new World(world.data, { ...world.plan, objective: screening }, random);
      const bound = clairvoyantBound(other, other.begin(start));
      const session = runEpisode(other, buildPolicy("clairvoyant", other), { start, random: random.stream(0, 20) });
      assert.ok(other.returnOf(session) <= bound, `episode ${k}`);
      if (other.returnOf(session) === bound) reached++;
    }
    // Not where the best grid's good holes can't be exposed any more.
    assert.ok(reached >= 38, `${reached} of 40 episodes`);
  });

  it("is where the cost of time is best, and 0 where nothing is worth it", () => {
    const { world, start, random } = randomEpisode(8, {
      costs: false,
      faults: false,
      delays: false,
      budgetMinutes: 300,
    });
    const bounds = [0, 1, 5, 20, 60, 1e6].map((costPerHour) => {
      const plan = { ...world.plan, objective: { ...world.plan.objective, costPerHour } };
      const costly = new World(world.data, plan, random);
      return clairvoyantBound(costly, costly.begin(start));
    });
    bounds.forEach((bound, i) => {
      if (i > 0) assert.ok(bound <= bounds[i - 1]! + 1e-6);
    });
    assert.ok(bounds[0]! > 1 && bounds[1]! < bounds[0]!, `${bounds}`);
    assert.ok(bounds.at(-1)! < 1e-6);
  });

  it("is not below the optimum found by trying all orders, and not far above it", () => {
    let optimum = 0;
    let bounds = 0;
    for (let k = 0; k < 400; k++) {
      const { world, start } = episode(k, 2);
      const session = world.begin({ hole: start });
      const holes = [...Array(session.tree.size).keys()].filter((row) => session.isAvailable(row)).length;
      if (holes > 9) continue;
      const best = bestByExhaustion(world, session);
      const bound = clairvoyantBound(world, session);
      assert.ok(best <= bound + 1e-6, `world ${k}: optimum ${best}, bound ${bound}`);
      optimum += best;
      bounds += bound;
    }
    assert.ok(optimum > 200, `only ${optimum} good holes were collected: the worlds are too small to tell`);
    assert.ok(bounds < 1.15 * optimum, `the bound is ${(bounds / optimum).toFixed(2)} times the optimum`);
  });

  it("is 0 where nothing is good and the number of good holes where everything fits", () => {
    const { world } = episode(3, 4);
    const nothing = new World(
      { ...world.data, ctfResolutionAngstrom: new Float64Array(world.data.tree.size).fill(9) },
      planOf(60),
      new KeyedRandom(1),
    );
    assert.equal(clairvoyantBound(nothing, nothing.begin()), 0);
    const roomy = new World(world.data, planOf(10_000), new KeyedRandom(1));
    const good = [...world.data.ctfResolutionAngstrom].filter((ctf) => ctf <= 6).length;
    assert.ok(Math.abs(clairvoyantBound(roomy, roomy.begin()) - good) < 1e-6);
  });
});
