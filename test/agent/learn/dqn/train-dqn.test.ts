import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadDqnTrainingConfig, openFlatTasks } from "../../../../agent/learn/dqn/dqn-training.js";
import { loadTraining } from "../../../../agent/learn/train/load-training.js";
import { smallConfig, trainSmall, withSmallWorlds } from "./small-run.js";

/** Reads the small training file, changed. */
function configIn(folder: string, change?: (text: string) => string) {
  const [file, text] = smallConfig(folder, change);
  writeFileSync(file, text);
  return loadDqnTrainingConfig(file);
}

describe("training of a flat DQN", () => {
  it("comes to the same, to the last bit, when it was interrupted and resumed", () =>
    withSmallWorlds(async (folder) => {
      const config = configIn(folder);
      const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
      const straight = await trainSmall(config, whole);
      assert.deepEqual([straight.isFinished, straight.iterations], [true, 6]);
      for (const last of [1, 3, undefined]) {
        const stop = new AbortController();
        const { iterations, isFinished } = await trainSmall(config, parts, {
          resume: true,
          signal: stop.signal,
          onIteration: (_, done) => {
            if (done === last) stop.abort();
          },
        });
        // The signal is heard in the iteration after.
        assert.deepEqual([iterations, isFinished], [last === undefined ? 6 : last + 1, last === undefined]);
      }
      const state = (run: string) => {
        const { totals, ...rest } = JSON.parse(readFileSync(join(run, "state.json"), "utf8"));
        return { steps: totals.steps, ...rest };
      };
      assert.deepEqual(state(parts), state(whole));
      assert.ok(state(whole).updates > 30 && state(whole).best !== null);
      for (const file of ["model.json", "weights.bin"]) {
        assert.deepEqual(
          readFileSync(join(parts, "checkpoint", file)),
          readFileSync(join(whole, "checkpoint", file)),
          file,
        );
      }
      const metrics = (run: string) =>
        readFileSync(join(run, "metrics.jsonl"), "utf8")
          .trim()
          .split("\n")
          .map((line) => {
            const { wallTimeSeconds, "speed/steps_per_second": speed, ...rest } = JSON.parse(line);
            return rest;
          });
      assert.deepEqual(metrics(parts), metrics(whole));
      assert.equal(metrics(whole).length, 6);
    }));

  it("is another one with another seed, and is not begun where another one was", () =>
    withSmallWorlds(async (folder) => {
      const config = configIn(folder, (text) => text.replace("iterations: 6", "iterations: 2"));
      const run = (name: string) => join(folder, name);
      await trainSmall(config, run("a"));
      await trainSmall({ ...config, seed: 2 }, run("b"));
      const weights = (name: string) => readFileSync(join(run(name), "checkpoint", "weights.bin"));
      assert.notDeepEqual(weights("a"), weights("b"));
      await assert.rejects(trainSmall(config, run("a")), /holds a run already: go on with it by --resume/);
      await assert.rejects(trainSmall({ ...config, seed: 2 }, run("a"), { resume: true }), /begun with other settings/);
    }));

  it("is refused on scenarios that are not fully surveyed or were recorded", () =>
    withSmallWorlds(async (folder) => {
      const of = (name: string) => configIn(folder, (text) => text.replace("WORLDS", name));
      assert.throws(() => openFlatTasks(of("fresh-session")), /has the survey 'on-entry': a flat DQN/);
      const config = of("fresh-session");
      await assert.rejects(trainSmall(config, join(folder, "run")), /has the survey 'on-entry'/);
    }));

  it("has a file whose options are those of its algorithm", () =>
    withSmallWorlds(async (folder) => {
      const [file, text] = smallConfig(folder);
      const load = (change: (text: string) => string) => {
        writeFileSync(file, change(text));
        return loadTraining(file);
      };
      assert.equal(load((of) => of).algorithm, "dqn");
      assert.equal(loadTraining("training/dqn.yaml").algorithm, "dqn");
      assert.equal(loadTraining("training/quick.yaml").algorithm, undefined);
      assert.throws(() => load((of) => `${of}ppo: { iterations: 3 }\n`), /training\.yaml:\d+:\d+.*ppo/s);
      assert.throws(() => load((of) => of.replace("algorithm: dqn\n", "")), /training\.yaml:\d+:\d+.*dqn/s);
      assert.throws(() => load((of) => of.replace("algorithm: dqn", "algorithm: sarsa")), /algorithm/);
      assert.throws(() => load((of) => `${of}  validation_seed: 1\n`), /must not be the seed of training/);
      assert.throws(() => load((of) => `${of}  epsilon_falls: [0.5, 0.2]\n`), /must not exceed the second/);
    }));
});
