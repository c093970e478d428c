import assert from "node:assert/strict";
import fc from "fast-check";
import { CollectionEnv } from "../../../env/collection/collection-env.js";
import type { CollectionTask } from "../../../env/collection/episode-starter.js";
import { copyObservation } from "../../../env/core/env.js";
import { HolesEnv } from "../../../env/holes/holes-env.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import type { ResultTiming } from "../../../env/session/result-timing.js";
import { levelFaults } from "../../../env/world/faults.js";
import { pooledSource } from "../../../env/world/pool.js";
import type { SurveyMode } from "../../../env/world/world-source.js";
import { levelsLatency, noisyLatency, planOf } from "../../support/plans.js";
import { layouts, smallWorld, sourceOf } from "../../support/small-worlds.js";

const slow: ResultTiming = { medianSeconds: 300, logSpread: 0.5, timeOutSeconds: 1500, lostShare: 0.1 };

const tasks = fc.record({
  layout: layouts,
  minutes: fc.integer({ min: 0, max: 120 }),
  latency: fc.constantFrom(levelsLatency, noisyLatency),
  survey: fc.constantFrom<SurveyMode>("complete", "on-entry"),
  results: fc.constantFrom(undefined, slow),
  start: fc.constantFrom("outside" as const, "random-hole" as const),
  faulty: fc.boolean(),
});

function taskOf({
  layout,
  minutes,
  latency,
  survey,
  results,
  start,
  faulty,
}: typeof tasks extends fc.Arbitrary<infer T> ? T : never): CollectionTask {
  return {
    source: sourceOf(smallWorld(layout), survey),
    plan: { ...planOf(minutes, latency), results },
    start,
    faults: faulty ? levelFaults({ grid: 0.3, square: 0.3, group: 0.2, hole: 0.2 }, 2) : undefined,
  };
}

const makers: readonly (readonly [string, (task: CollectionTask) => CollectionEnv | HolesEnv])[] = [
  ["CryoEM/Collection-v0", (task) => new CollectionEnv(task, { maxCandidates: Math.max(7, task.source.mostChildren) })],
  ["CryoEM/Holes-v0", (task) => new HolesEnv(task)],
];

for (const [name, make] of makers) {
  describe(`${name}: what steps rewrite of an observation`, () => {
    it("is all that has changed: a step's observation is the one made from scratch", () => {
      fc.assert(
        fc.property(tasks, fc.integer(), fc.boolean(), (given, seed, elsewhere) => {
          const env = make(taskOf(given));
          const random = new RandomStream(seed);
          if (elsewhere) env.observeInto(copyObservation(env.reset({ seed }).observation) as never);
          env.reset({ seed });
          for (let episode = 0; episode < 2; episode++) {
            for (let i = 0; i < 60; i++) {
              const stepped = copyObservation(env.observation);
              env.rebuildObservation();
              assert.deepEqual(env.observation, stepped);
              const step = env.step(env.actionSpace.sample(random, env.actionMask));
              if (step.terminated || step.truncated) break;
            }
            assert.ok(env.observationSpace.contains(env.observation as never));
            env.reset();
          }
        }),
        { numRuns: 300 },
      );
    });

    it("is nothing but the arrays handed out", () => {
      const env = make({ source: sourceOf(smallWorld(), "on-entry"), plan: planOf(60), start: "outside" });
      for (const array of Object.values(env.reset({ seed: 1 }).observation)) {
        if (ArrayBuffer.isView(array)) assert.equal(array.buffer.byteLength, array.byteLength);
      }
    });

    it("is the same whether or not it was made from scratch before, where squares are surveyed on entry", () => {
      const scenario = loadScenario("fresh-session");
      const task = { ...scenario, source: pooledSource(openWorld(scenario), 2) };
      const [env, twin] = [make(task), make(task)];
      const random = new RandomStream(3);
      for (let seed = 0; seed < 3; seed++) {
        env.reset({ seed });
        twin.reset({ seed });
        for (let i = 0; i < 120; i++) {
          if (i % 10 === 0) env.rebuildObservation();
          assert.deepEqual(env.observation, twin.observation);
          const mask = twin.actionMask.slice();
          if (mask.indexOf(1, 1) !== -1) mask[0] = 0;
          const action = env.actionSpace.sample(random, mask);
          twin.step(action);
          const step = env.step(action);
          if (step.terminated || step.truncated) break;
        }
      }
    });

    it("shows in the mask which actions are taken and which are refused", () => {
      fc.assert(
        fc.property(tasks, fc.integer(), (given, seed) => {
          const env = make(taskOf(given));
          const random = new RandomStream(seed);
          env.reset({ seed });
          for (let i = 0; i < 60; i++) {
            const action = random.integer(env.actionSpace.n);
            const allowed = env.actionMask[action] === 1;
            const step = env.step(action);
            assert.equal(step.info.illegal, !allowed);
            if (step.terminated || step.truncated) return;
          }
        }),
      );
    });
  });
}
