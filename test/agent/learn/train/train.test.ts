import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TrainOptions, train } from "../../../../agent/learn/train/train.js";
import { type TrainingConfig, trainingSchema } from "../../../../agent/learn/train/training-config.js";
import { UserError } from "../../../../env/errors.js";
import { readEventFile } from "../../../support/event-files.js";
import { withFolder } from "../../../support/folder-while.js";

const ITERATIONS = 4;
const STEPS = 2 * 16;

/** Everything on, and as small as can be. */
function tiny(ppo: Record<string, unknown> = {}, rest: Record<string, unknown> = {}): TrainingConfig {
  return trainingSchema.parse({
    name: "tiny",
    purpose: "a test",
    workers: 1,
    scenarios: [{ name: "small-session" }],
    budget_factors: [0.5, 1],
    world_repeats: 2,
    network: { hidden: 8 },
    ppo: {
      iterations: ITERATIONS,
      environments: 2,
      rounds: 16,
      minibatch: 16,
      epochs: 2,
      learning_rate: 3e-3,
      normaliser_iterations: 2,
      value_iterations: 1,
      entropy_weights: [0, 0.01, 0.01, 0, 0],
      bonuses: { counts: 1, information_gain: 1, rnd: 1 },
      bonuses_end: 0.75,
      ...ppo,
    },
    ...rest,
  });
}

function run(config: TrainingConfig, folder: string, options: Partial<TrainOptions> = {}) {
  let seconds = 1.8e9;
  return train(config, { folder, backend: "cpu", command: "cryogym train", clock: () => seconds++, ...options });
}

/** Ends a run in the middle of an iteration, after so many others. */
function interruptedAfter(iterations: number): Pick<TrainOptions, "signal" | "onIteration"> {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onIteration: (_, done) => {
      if (done === iterations) controller.abort();
    },
  };
}

const weightsOf = (folder: string) => readFileSync(join(folder, "checkpoint", "weights.bin"));

interface Line {
  readonly step: number;
  readonly [metric: string]: number;
}

function metricsOf(folder: string): Line[] {
  const lines = readFileSync(join(folder, "metrics.jsonl"), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Line);
}

/** What does not depend on the clock. */
function learned(lines: readonly Line[]) {
  return lines.map((line) =>
    Object.fromEntries(
      Object.entries(line).filter(([name]) => !name.startsWith("speed/") && name !== "wallTimeSeconds"),
    ),
  );
}

const eventFiles = (folder: string) => readdirSync(folder).filter((name) => name.startsWith("events.out.tfevents."));

describe("training", () => {
  it("that was interrupted and resumed comes to the weights of one that was not, to the last bit", async () => {
    await withFolder(async (folder) => {
      const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
      const { isFinished, checkpoint } = await run(tiny(), whole);
      assert.equal(isFinished, true);
      assert.equal(checkpoint, join(whole, "checkpoint"));

      const interrupted = await run(tiny(), parts, interruptedAfter(1));
      assert.equal(interrupted.isFinished, false);
      assert.equal(interrupted.iterations, 2);
      assert.notDeepEqual(weightsOf(parts), weightsOf(whole));
      const resumed = await run(tiny(), parts, { resume: true });
      assert.equal(resumed.isFinished, true);
      assert.deepEqual(weightsOf(parts), weightsOf(whole));

      const [lines, expected] = [metricsOf(parts), metricsOf(whole)];
      assert.deepEqual(
        lines.map(({ step }) => step),
        Array.from({ length: ITERATIONS }, (_, i) => STEPS * (i + 1)),
      );
      assert.deepEqual(learned(lines), learned(expected));
      assert.ok(lines[0]!["bonus/per_step"]! > 0 && lines[3]!["bonus/per_step"] === 0);

      // For TensorBoard: a further file by each run, whose scalars are those of the other log.
      assert.equal(eventFiles(whole).length, 1);
      assert.equal(eventFiles(parts).length, 2);
      const events = readEventFile(join(whole, eventFiles(whole)[0]!)).filter(({ scalars }) => scalars !== undefined);
      assert.equal(events.length, ITERATIONS);
      assert.equal(events[2]!.scalars!["policy/entropy"], Math.fround(expected[2]!["policy/entropy"]!));
    });
  });

  it("that broke down takes its steps anew, and metrics have each of them once", async () => {
    await withFolder(async (folder) => {
      const whole = join(folder, "whole");
      await run(tiny({ iterations: 2 }), whole);
      const broken = join(folder, "broken");
      const breaks = { onIteration: () => assert.fail("no power") };
      await assert.rejects(run(tiny({ iterations: 2 }), broken, breaks), /no power/);
      assert.equal(metricsOf(broken).length, 1);
      assert.equal(existsSync(join(broken, "state.json")), false);
      await assert.rejects(run(tiny({ iterations: 2 }), broken), /holds metrics of a run already: resume that run/);
      await run(tiny({ iterations: 2 }), broken, { resume: true });
      assert.deepEqual(learned(metricsOf(broken)), learned(metricsOf(whole)));
      assert.deepEqual(weightsOf(broken), weightsOf(whole));
    });
  });

  it("of two threads comes to the same weights twice", async () => {
    await withFolder(async (folder) => {
      const config = tiny({ iterations: 2, environments: 1, rounds: 8, minibatch: 8 }, { workers: 2 });
      const [first, second] = [join(folder, "first"), join(folder, "second")];
      await run(config, first);
      await run(config, second);
      assert.deepEqual(weightsOf(first), weightsOf(second));
      assert.equal(metricsOf(first)[0]!.step, 2 * 8);
    });
  });

  it("is not mixed with another run in the same folder", async () => {
    await withFolder(async (folder) => {
      const config = tiny({ iterations: 1, rounds: 2, bonuses: {} });
      await run(config, folder);
      const state = readFileSync(join(folder, "state.json"));
      await assert.rejects(
        run(config, folder),
        new UserError(`${folder} holds a run already: go on with it by --resume, or give another folder`),
      );
      const other = { ...config, seed: 2 };
      for (const resume of [false, true]) {
        await assert.rejects(
          run(other, folder, { resume }),
          (error: Error) =>
            error instanceof UserError &&
            /was begun with other settings .*config\.json\), or another folder/.test(error.message),
        );
      }
      assert.deepEqual(readFileSync(join(folder, "state.json")), state);
      assert.equal(JSON.parse(readFileSync(join(folder, "config.json"), "utf8")).seed, 1);

      writeFileSync(join(folder, "state.json"), state.subarray(0, 100));
      await assert.rejects(run(config, folder, { resume: true }), /state\.json is no JSON: it is damaged/);
    });
  });

  it("begins where there is nothing to resume", async () => {
    await withFolder(async (folder) => {
      const config = tiny({ iterations: 1, rounds: 2, bonuses: {} });
      const { iterations } = await run(config, join(folder, "new"), { resume: true });
      assert.equal(iterations, 1);
      // A run that is over stays as it is.
      const before = weightsOf(join(folder, "new"));
      const again = await run(config, join(folder, "new"), { resume: true });
      assert.equal(again.isFinished, true);
      assert.deepEqual(weightsOf(join(folder, "new")), before);
      assert.equal(metricsOf(join(folder, "new")).length, 1);
    });
  });

  it("does not begin with a recorded session, however many threads there are", async () => {
    for (const workers of [1, 2]) {
      await withFolder(async (folder) => {
        const config = tiny({}, { workers, scenarios: [{ name: "21mar02c" }] });
        await assert.rejects(
          run(config, join(folder, "run")),
          (error: Error) => error instanceof UserError && /trained on generated worlds alone/.test(error.message),
        );
        assert.equal(existsSync(join(folder, "run")), false);
      });
    }
  });

  it("that diverges says so, and leaves what was saved", async () => {
    await withFolder(async (folder) => {
      const config = tiny({ learning_rate: 1e30, rounds: 4, value_iterations: 0, bonuses: {} });
      await assert.rejects(
        run(config, folder),
        (error: Error) =>
          error instanceof UserError && /^training has diverged: .* smaller ppo\.learning_rate/.test(error.message),
      );
      assert.equal(existsSync(join(folder, "checkpoint")), false);
    });
  });
});

describe("training that begins by imitation", () => {
  const imitation = { teacher: "index", episodes: 4, epochs: 2, minibatch: 64 };
  const config = tiny({ iterations: 1, rounds: 2, bonuses: {} }, { imitation });
  const episodeFiles = (folder: string) => readdirSync(join(folder, "dataset")).filter((name) => name.endsWith(".bin"));

  it("goes on with a dataset that is not whole, and comes to the same", async () => {
    await withFolder(async (folder) => {
      const told: string[] = [];
      const first = join(folder, "first");
      await run(config, first, { onImitation: (text) => told.push(text) });
      assert.equal(episodeFiles(first).length, 4);
      assert.deepEqual(
        told.slice(0, 4),
        [1, 2, 3, 4].map((n) => `${n} of 4 episodes of index written down`),
      );
      assert.match(told[5]!, /^imitation, epoch 2 of 2: loss [\d.]+, agrees in [\d.]+ %$/);
      // The rule's scores are what an untrained network goes by, so it agrees with index at once.
      assert.ok(Number(/agrees in ([\d.]+)/.exec(told[4]!)![1]) > 95, told[4]);

      const second = join(folder, "second");
      const controller = new AbortController();
      const stops = { signal: controller.signal, onImitation: () => controller.abort() };
      await assert.rejects(run(config, second, stops), { name: "AbortError" });
      const there = episodeFiles(second);
      assert.ok(there.length >= 1 && there.length < 4, `${there}`);
      const kept = join(second, "dataset", there[0]!);
      const { mtimeMs } = statSync(kept);
      told.length = 0;
      await run(config, second, { resume: true, onImitation: (text) => told.push(text) });
      assert.equal(told.filter((text) => text.includes("written down")).length, 4 - there.length);
      assert.equal(statSync(kept).mtimeMs, mtimeMs);
      for (const name of episodeFiles(first)) {
        assert.deepEqual(readFileSync(join(second, "dataset", name)), readFileSync(join(first, "dataset", name)), name);
      }
      assert.deepEqual(weightsOf(second), weightsOf(first));
    });
  });
});
