import assert from "node:assert/strict";
import { RecordHistory } from "../../../env/wrappers/record-history.js";
import { ToyEnv } from "../../support/toy-env.js";

describe("RecordHistory", () => {
  it("keeps actions, rewards and infos of the present episode", () => {
    const env = new RecordHistory(new ToyEnv(2));
    env.reset({ seed: 1 });
    env.step(4);
    env.reset({ seed: 7 });
    env.step(1);
    env.step(2);
    assert.deepEqual(env.history, {
      request: { seed: 7 },
      actions: [1, 2],
      rewards: [1, 2],
      infos: [{ durationSeconds: 0 }, { durationSeconds: 10 }, { durationSeconds: 20 }],
      observations: [],
      terminated: true,
      truncated: false,
    });
  });

  it("copies observations where asked to", () => {
    const env = new RecordHistory(new ToyEnv(), { observations: true });
    env.reset({ seed: 7 });
    env.step(1);
    assert.deepEqual(env.history.observations, [Float32Array.of(0, 7), Float32Array.of(1, 7)]);
  });
});
