import assert from "node:assert/strict";
import { clairvoyantBound } from "../../../agent/evaluate/clairvoyant-bound.js";
import { buildPolicy, evaluationPolicyNames } from "../../../agent/evaluate/policy-by-name.js";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import { fits } from "../../../env/world/fits.js";
import { startHole } from "../../../env/world/start.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { randomWorld } from "../../support/random-worlds.js";

const worlds = 200;

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

describe("clairvoyantBound", () => {
  it(`is not beaten by any policy on ${worlds} small random worlds`, () => {
    for (let k = 0; k < worlds; k++) {
      const { world, start, random } = episode(k, 5);
      const bound = clairvoyantBound(world, world.begin({ hole: start }));
      for (const name of evaluationPolicyNames()) {
        const session = runEpisode(world, buildPolicy(name, world), {
          start: { hole: start },
          random: random.stream(0, RandomKind.Policy),
        });
        const good = session.goodCount[0]!;
        assert.ok(good <= bound + 1e-6, `world ${k}: ${name} collects ${good}, bound ${bound}`);
        assert.ok(fits(session.clockSeconds, world.plan.budgetSeconds), `world ${k}: ${name} runs over the budget`);
      }
    }
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
