import assert from "node:assert/strict";
import { clairvoyantBound } from "../../../agent/evaluate/clairvoyant-bound.js";
import { unitsOf } from "../../../agent/evaluate/evaluation-plan.js";
import { type EpisodeResult, playUnit } from "../../../agent/evaluate/play-unit.js";
import { buildPolicy } from "../../../agent/evaluate/policy-by-name.js";
import type { Policy } from "../../../agent/policy.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { episodeOf, episodeRandom } from "../../../env/world/start.js";
import type { World } from "../../../env/world/world.js";
import { evaluationPlan, withoutTimes } from "../../support/evaluation-plans.js";

const recordOf = (result: EpisodeResult) => ("record" in result ? result.record : assert.fail(result.failure.stack));
const failureOf = (result: EpisodeResult) => ("failure" in result ? result.failure : assert.fail("no failure"));

describe("playUnit", () => {
  const plan = evaluationPlan({ policies: ["greedy", "raster", "index"], budgetsMinutes: [60, 120] });
  const [unit] = unitsOf(plan);
  const [evaluated] = plan.scenarios;
  const play = (policies: readonly string[], build?: (name: string, world: World) => Policy) => {
    const runs = unit!.runs.map((run) => ({ ...run, policies }));
    return [...playUnit(evaluated!, { ...unit!, runs }, { seed: plan.seed, ...(build && { build }) })];
  };

  it("gives a record for each budget and policy, in order, with bound and reference of the same episode", () => {
    const records = play(plan.policies).map(recordOf);
    assert.deepEqual(
      records.map(({ budgetMinutes, policy }) => `${budgetMinutes} ${policy}`),
      ["60 greedy", "60 raster", "60 index", "120 greedy", "120 raster", "120 index"],
    );
    for (const budget of [60, 120]) {
      const here = records.filter(({ budgetMinutes }) => budgetMinutes === budget);
      const random = episodeRandom(new KeyedRandom(plan.seed), 0);
      const { scenario, source } = evaluated!;
      const cut = { ...scenario, source, plan: { ...scenario.plan, budgetSeconds: 60 * budget } };
      const { world, start } = episodeOf(cut, random);
      const bound = clairvoyantBound(world, world.begin(start));
      for (const record of here) {
        assert.equal(record.bound, bound);
        assert.equal(record.raster, here[1]!.return);
        assert.ok(record.return <= bound);
      }
    }
    assert.ok(records[2]!.forecasts !== undefined && records[0]!.forecasts === undefined);
  });

  it("gives the same whatever other policies and budgets run beside, and what is known already", () => {
    const all = play(plan.policies).map(recordOf).map(withoutTimes);
    const alone = play(["index"]).map(recordOf).map(withoutTimes);
    assert.deepEqual(
      alone,
      all.filter(({ policy }) => policy === "index"),
    );
    const { bound, raster } = all.at(-1)!;
    const run = { budgetMinutes: 120, policies: ["index", "raster"], known: { bound, raster } };
    const known = [...playUnit(evaluated!, { ...unit!, runs: [run] }, plan)].map(recordOf).map(withoutTimes);
    assert.deepEqual(known, [all[5], all[4]]);
  });

  it("tells of a policy that throws, with its stack, and goes on", () => {
    const build = (name: string, world: World): Policy => {
      const policy = buildPolicy("greedy", world);
      if (name !== "broken") return policy;
      let left = 3;
      return {
        reset: (session, random) => policy.reset(session, random),
        decide(session) {
          if (left-- === 0) throw new TypeError("out of ideas");
          return policy.decide(session);
        },
      };
    };
    const results = play(["broken", "greedy"], build);
    assert.equal(results.length, 4);
    const failure = failureOf(results[0]!);
    const { message, stack, ...key } = failure;
    assert.deepEqual(key, { scenario: "y1-like", policy: "broken", budgetMinutes: 60, seed: 5, episode: 0 });
    assert.equal(message, "out of ideas");
    assert.match(stack, /^TypeError: out of ideas\n +at .*decide .*play-unit\.test/);
    const greedy = play(["greedy"]).map(recordOf).map(withoutTimes);
    assert.deepEqual([results[1]!, results[3]!].map(recordOf).map(withoutTimes), greedy);
  });

  it("tells of a world that can't be made for each of its runs", () => {
    const source = {
      ...evaluated!.source,
      create: () => {
        throw new Error("no world");
      },
    };
    const results = [...playUnit({ ...evaluated!, source }, unit!, plan)].map(failureOf);
    assert.equal(results.length, 6);
    assert.ok(results.every(({ message }) => message === "no world"));
  });
});
