import assert from "node:assert/strict";
import fc from "fast-check";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import greedy from "../../../agent/policies/greedy.js";
import { make } from "../../../env/core/environments.js";
import { fittingGoal } from "../../../env/goal/expand-goal.js";
import { HolesEnv, type HolesLimits } from "../../../env/holes/holes-env.js";
import type { HolesObservation } from "../../../env/holes/holes-observation.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import type { Start } from "../../../env/scenario/scenario.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import type { LatencyModel } from "../../../env/world/latency/latency-model.js";
import { episodeOf, episodeRandom } from "../../../env/world/start.js";
import type { WorldData } from "../../../env/world/world-data.js";
import { levelsLatency, noisyLatency, planOf } from "../../support/plans.js";
import { requireSessionData } from "../../support/session-data.js";
import { layouts, smallWorld, sourceOf } from "../../support/small-worlds.js";

interface Given extends HolesLimits {
  readonly data?: WorldData;
  readonly minutes?: number;
  readonly latency?: LatencyModel;
  readonly start?: Start;
}

function environment(given: Given = {}): HolesEnv {
  const { data = smallWorld(), minutes = 480, latency = levelsLatency, start = "outside", ...limits } = given;
  return new HolesEnv({ source: sourceOf(data), plan: planOf(minutes, latency), start }, limits);
}

/** The row of a hole as a mapping of what is not 0. */
function shown(env: HolesEnv, { holes }: HolesObservation, i: number): Record<string, number> {
  const { holeColumns } = env.layout;
  const row = holeColumns.map((column, c) => [column, holes[i * holeColumns.length + c]!] as const);
  return Object.fromEntries(row.filter(([, value]) => value !== 0));
}

/** Good results of `greedy`, its goals carried out through the environment. */
function goodOfGreedy(env: HolesEnv, seed: number): number {
  env.reset({ seed });
  const session = env.session!;
  const policy = greedy.create();
  policy.reset(session, new RandomStream(seed));
  let good = 0;
  while (!session.ended) {
    const goal = fittingGoal(session, policy.decide(session).goal);
    const action = goal?.kind === "acquire" ? env.actionFor(goal.holes[0]!) : 0;
    const { reward, info } = env.step(action);
    assert.equal(info.illegal, false);
    good += reward;
  }
  return good;
}

describe("CryoEM/Holes-v0", () => {
  it("is made by its id, typed", () => {
    const env = make("CryoEM/Holes-v0", { scenario: "y1-like", maxHoles: 3000 });
    assert.ok(env instanceof HolesEnv);
    assert.equal(env.actionSpace.n, 3001);
    assert.equal(env.spec?.id, "CryoEM/Holes-v0");
  });

  it("shows every hole and every node above, the rest padded with zeros", () => {
    const env = environment({ maxHoles: 13 });
    const { observation } = env.reset({ seed: 1 });
    const { tree } = env.session!;
    const prediction = "predicted_ctf_resolution_angstrom";
    const unknown = Object.fromEntries(
      ["mean_intensity", "intensity_spread", "edge_distance_micrometers", "contamination", "stage"].map((name) => [
        `${name}_missing`,
        1,
      ]),
    );
    const group = { node_index: tree.row("1.1.1")! };
    assert.deepEqual(shown(env, observation, 0), { ...unknown, ...group, [prediction]: 3, available: 1 });
    assert.deepEqual(shown(env, observation, 2), { ...unknown, ...group, [`${prediction}_missing`]: 1, available: 1 });
    assert.deepEqual(shown(env, observation, 11), {});
    assert.deepEqual([...observation.mask], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
    const node = (id: string) => {
      const { nodeColumns } = env.layout;
      const at = (id === "" ? 0 : tree.row(id)!) * nodeColumns.length;
      return Object.fromEntries(nodeColumns.map((column, c) => [column, observation.nodes[at + c]!]));
    };
    const counts = { exposed_count: 0, good_count: 0, pending_count: 0 };
    assert.deepEqual(node(""), { level: 0, parent_index: 0, available_count: 11, ...counts });
    assert.deepEqual(node("1.1.2"), { level: 3, parent_index: tree.row("1.1")!, available_count: 2, ...counts });
    const { observation: next, reward, info } = env.step(2);
    assert.equal(info.durationSeconds, 480);
    const after = { exposed_count: 1, good_count: reward, pending_count: 0 };
    assert.deepEqual(node(""), { level: 0, parent_index: 0, available_count: 10, ...after });
    assert.deepEqual(node("1.1"), { level: 2, parent_index: tree.row("1")!, available_count: 4, ...after });
    assert.deepEqual(node("1.1.2"), { level: 3, parent_index: tree.row("1.1")!, available_count: 2, ...counts });
    assert.deepEqual(shown(env, next, 3), {
      ...unknown,
      [prediction]: 3,
      node_index: tree.row("1.1.2")!,
      available: 1,
    });
    assert.equal(shown(env, next, 1)[reward === 1 ? "good" : "bad"], 1);
    assert.equal(next.mask[2], 0);
    const context = (column: string) => next.context[env.layout.contextColumns.indexOf(column)];
    assert.equal(context("clock_hours"), Math.fround(8 / 60));
    assert.equal(context("stage_node_index"), tree.row("1.1.1"));
  });

  it("pays the whole way", () => {
    const env = environment();
    env.reset({ seed: 1 });
    const minutes = [1, 2, 4, 6, 8].map((action) => env.step(action).info.durationSeconds / 60);
    assert.deepEqual(minutes, [8, 1, 2, 6, 8]);
  });

  it("numbers holes in the order of the table", () => {
    const targets = [...smallWorld().tree.descriptions()];
    const [a, b] = ["1.1.1.3", "1.1.2.2"].map((id) => targets.findIndex((target) => target.id === id));
    [targets[a!], targets[b!]] = [targets[b!]!, targets[a!]!];
    const tree = TargetTree.from(targets);
    const data = { tree, ctfResolutionAngstrom: new Float64Array(tree.size).fill(3), spent: [] };
    const env = environment({ data });
    env.reset({ seed: 1 });
    env.step(3);
    assert.equal(env.session!.tree.ids[env.session!.place], "1.1.2.2");
    assert.equal(env.actionFor(tree.row("1.1.1.3")!), 5);
    assert.equal(env.actionFor(0), 0);
  });

  it("refuses what does not fit, is used up or out of range, and stops", () => {
    const env = environment({ minutes: 9, maxHoles: 12 });
    const { observation } = env.reset({ seed: 1 });
    assert.equal(observation.mask.indexOf(0), 12);
    const wrong = [12, 13, -1, 0.5, Number.NaN, Infinity];
    for (const action of wrong) {
      const { info, reward, terminated } = env.step(action);
      assert.deepEqual(
        [info, reward, terminated],
        [{ durationSeconds: 0, illegal: true, clockSeconds: 0, settledReward: 0 }, 0, false],
      );
    }
    const next = env.step(1).observation;
    assert.deepEqual(
      [...next.mask.keys()].filter((action) => next.mask[action] === 1),
      [0, 2, 3],
    );
    assert.equal(env.step(1).info.illegal, true);
    assert.equal(env.step(0).terminated, true);
    assert.throws(() => env.step(0), /after the episode's end/);
    env.close();
    assert.throws(() => env.reset(), /after close\(\)/);
  });

  it("keeps to the budget, pays each good result once and ends when nothing fits", () => {
    const start = fc.constantFrom<Start[]>("outside", "random-hole");
    const latency = fc.constantFrom(levelsLatency, noisyLatency);
    fc.assert(
      fc.property(
        layouts,
        fc.integer({ min: 0, max: 90 }),
        start,
        latency,
        fc.integer(),
        (layout, minutes, from, time, seed) => {
          const env = environment({ data: smallWorld(layout), minutes, start: from, latency: time });
          const random = new RandomStream(seed);
          let { observation } = env.reset({ seed });
          let reward = 0;
          for (;;) {
            assert.ok(env.observationSpace.contains(observation));
            const legal = [...observation.mask.keys()].filter((action) => action > 0 && observation.mask[action] === 1);
            const step = env.step(legal[random.integer(Math.max(1, legal.length))] ?? 0);
            reward += step.reward;
            assert.ok(step.info.clockSeconds <= minutes * 60 + 1e-6);
            assert.ok(!step.info.illegal && !step.truncated);
            ({ observation } = step);
            if (step.terminated) break;
          }
          assert.equal(reward, env.session!.goodCount[0]);
          assert.deepEqual([...observation.mask.subarray(1)].indexOf(1), -1);
        },
      ),
    );
  });

  it("is truncated at its step cap and after illegal actions in a row", () => {
    const env = environment({ maxSteps: 4, maxIllegalActions: 2 });
    env.reset({ seed: 1 });
    assert.deepEqual(
      [1, -1, 2, 3].map((action) => env.step(action).truncated),
      [false, false, false, true],
    );
    env.reset({ seed: 1 });
    assert.deepEqual(
      [-1, -1].map((action) => env.step(action).truncated),
      [false, true],
    );
  });

  it("says what is wrong", () => {
    assert.throws(() => environment({ maxHoles: 10 }), /'maxHoles' .* is 10; expected an integer of at least 11/);
    assert.throws(() => environment({ maxSteps: 0 }), /'maxSteps' is 0/);
    assert.throws(() => make("CryoEM/Holes-v0", { scenario: "y1-lik" }), /Did you mean 'y1-like'\?/);
  });

  for (const name of ["y1-like", "21mar02c"]) {
    it(`collects with the policy greedy what an evaluation does: ${name}`, function () {
      const dataFolder = name === "y1-like" ? undefined : requireSessionData(this);
      const scenario = loadScenario(name);
      const source = openWorld(scenario, dataFolder);
      const env = new HolesEnv({ source, plan: scenario.plan, start: scenario.start });
      for (let seed = 0; seed < 5; seed++) {
        const random = episodeRandom(new KeyedRandom(seed), 0);
        const { world, start } = episodeOf({ ...scenario, source }, random);
        const session = runEpisode(world, greedy.create(), { random: new RandomStream(seed), start });
        assert.equal(goodOfGreedy(env, seed), session.goodCount[0]);
        assert.ok(session.goodCount[0]! > 50);
      }
    });
  }
});
