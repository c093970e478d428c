import assert from "node:assert/strict";
import { CollectionEnv } from "../../../env/collection/collection-env.js";
import { copyObservation } from "../../../env/core/env.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { type AutoresetMode, SyncVectorEnv } from "../../../env/vector/sync-vector-env.js";
import { FlattenObservation } from "../../../env/wrappers/flatten-observation.js";
import { noisyLatency, planOf } from "../../support/plans.js";
import { smallWorld, sourceOf } from "../../support/small-worlds.js";
import { ToyEnv } from "../../support/toy-env.js";

/** Toys whose episodes are over after 1, 2, … steps. */
function toys(lengths: readonly number[], autoreset: AutoresetMode) {
  return new SyncVectorEnv(
    lengths.map((length) => () => new ToyEnv(length)),
    { autoreset },
  );
}

function collection(minutes = 60): CollectionEnv {
  const plan = planOf(minutes, noisyLatency);
  return new CollectionEnv({ source: sourceOf(smallWorld()), plan, start: "random-hole" });
}

describe("SyncVectorEnv", () => {
  it("gives environment i the seed plus i, or a seed of its own", () => {
    const envs = toys([3, 3, 3], "next-step");
    assert.deepEqual([...envs.reset({ seed: 7 }).observations], [0, 7, 0, 8, 0, 9]);
    assert.deepEqual([...envs.reset({ seed: [4, 2, 0] }).observations], [0, 4, 0, 2, 0, 0]);
    assert.deepEqual([...envs.reset({ seed: 20, mask: [0, 1, 0] }).observations], [0, 4, 0, 21, 0, 0]);
  });

  it("plays each environment as it would play alone, observations in one array a key", () => {
    for (const wrap of [(env: CollectionEnv) => env, (env: CollectionEnv) => new FlattenObservation(env)]) {
      const alone = [0, 1, 2].map(() => wrap(collection()));
      const envs = new SyncVectorEnv<unknown, number, object>(
        alone.map(() => () => wrap(collection())),
        {
          autoreset: "next-step",
        },
      );
      const random = new RandomStream(5);
      const { observations } = envs.reset({ seed: 3 });
      const expected = alone.map((env, i) => copyObservation(env.reset({ seed: 3 + i }).observation));
      const over = [false, false, false];
      for (let step = 0; step < 60; step++) {
        assert.ok(envs.observationSpace.contains(observations));
        expected.forEach((observation, i) => {
          assert.deepEqual(rowOf(observations, observation, i), observation);
        });
        const actions = envs.sampleActions(random);
        const result = envs.step(actions);
        assert.equal(result.observations, observations);
        alone.forEach((env, i) => {
          if (over[i]) {
            expected[i] = copyObservation(env.reset().observation);
            over[i] = false;
            assert.deepEqual([result.rewards[i], result.terminated[i], result.truncated[i]], [0, 0, 0]);
            return;
          }
          const own = env.step(actions[i]!);
          expected[i] = copyObservation(own.observation);
          over[i] = own.terminated || own.truncated;
          assert.deepEqual(result.infos[i], own.info);
          assert.deepEqual([result.rewards[i], result.terminated[i]], [own.reward, own.terminated ? 1 : 0]);
        });
      }
    }
  });

  it("lets environments write into the batch by themselves", () => {
    const envs = new SyncVectorEnv([() => collection(), () => collection()]);
    const { observations } = envs.reset({ seed: 1 });
    const { mask } = envs.envs[1]!.reset({ seed: 9 }).observation;
    assert.equal(mask.buffer, observations.mask.buffer);
    assert.equal(envs.envs[1]!.actionMask, mask);
  });

  it("resets at the next step", () => {
    const envs = toys([1, 3], "next-step");
    assert.equal(envs.metadata.autoresetMode, "next-step");
    envs.reset({ seed: 5 });
    let step = envs.step([1, 2]);
    assert.deepEqual(
      [[...step.observations], [...step.rewards], [...step.terminated]],
      [
        [1, 5, 1, 6],
        [1, 2],
        [1, 0],
      ],
    );
    step = envs.step([4, 2]);
    assert.deepEqual(
      [[...step.observations], [...step.rewards], [...step.terminated]],
      [
        [0, 1005, 2, 6],
        [0, 2],
        [0, 0],
      ],
    );
    assert.deepEqual(step.infos, [{ durationSeconds: 0 }, { durationSeconds: 20 }]);
  });

  it("resets at the same step and hands the end out in info", () => {
    const envs = toys([1, 3], "same-step");
    envs.reset({ seed: 5 });
    const { observations, rewards, terminated, infos } = envs.step([1, 2]);
    assert.deepEqual(
      [[...observations], [...rewards], [...terminated]],
      [
        [0, 1005, 1, 6],
        [1, 2],
        [1, 0],
      ],
    );
    assert.deepEqual(infos, [
      { durationSeconds: 0, finalObservation: Float32Array.of(1, 5), finalInfo: { durationSeconds: 10 } },
      { durationSeconds: 20 },
    ]);
    assert.deepEqual(envs.step([1, 2]).infos[0]!.finalObservation, Float32Array.of(1, 1005));
  });

  it("leaves resetting to the caller in mode disabled", () => {
    const envs = toys([1, 3], "disabled");
    envs.reset({ seed: 5 });
    envs.step([1, 2]);
    assert.throws(() => envs.step([1, 2]), /after the episode's end in the environments 0: call reset\(\) with a mask/);
    const { observations } = envs.reset({ mask: [1, 0], seed: 30 });
    assert.deepEqual([...observations], [0, 30, 1, 6]);
    assert.deepEqual([...envs.step([1, 2]).observations], [1, 30, 2, 6]);
  });

  it("samples legal actions", () => {
    const envs = toys([3, 1], "next-step");
    const random = new RandomStream(1);
    envs.reset({ seed: 1 });
    const actions = Array.from({ length: 40 }, () => envs.sampleActions(random)).flat();
    assert.deepEqual(new Set(actions), new Set([1, 2]));
    assert.deepEqual(envs.actionMasks, [Uint8Array.of(0, 1, 1, 0, 0), Uint8Array.of(0, 1, 1, 0, 0)]);
    assert.equal(`${envs.actionSpace}`, "MultiDiscrete([5, 5])");
  });

  it("closes all, and says what is wrong", () => {
    const envs = toys([1, 1], "disabled");
    envs.close();
    assert.ok(envs.envs.every((env) => env instanceof ToyEnv && env.closed === 1));
    assert.throws(() => envs.step([1]), /'actions' has 1 entries; expected 2, one for each environment/);
    assert.throws(() => envs.reset({ mask: [1] }), /'mask' has 1 entries; expected 2/);
    assert.throws(() => envs.reset({ seed: [1] }), /'seed' has 1 entries; expected 2/);
    assert.throws(() => toys([], "disabled"), /the number of environments of a SyncVectorEnv is 0/);
    assert.throws(
      () => toys([1], "never" as "disabled"),
      /'autoreset' is 'never'; expected next-step, same-step, disabled/,
    );
    const other = () =>
      new CollectionEnv({ source: sourceOf(smallWorld()), plan: planOf(9), start: "outside" }, { maxCandidates: 9 });
    assert.throws(
      () => new SyncVectorEnv([() => collection(), other]),
      /the action space of environment 1 is Discrete\(12\)/,
    );
  });
});

/** Row i of a batch of what looks like `like`, found by lengths alone. */
function rowOf(batch: unknown, like: unknown, i: number): unknown {
  if (typeof like === "number") return (batch as Int32Array)[i];
  if (ArrayBuffer.isView(like)) {
    const { length } = like as Float32Array;
    return (batch as Float32Array).slice(i * length, (i + 1) * length);
  }
  const entries = Object.entries(Object(like));
  return Object.fromEntries(entries.map(([key, member]) => [key, rowOf(Reflect.get(Object(batch), key), member, i)]));
}
