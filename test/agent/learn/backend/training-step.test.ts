import assert from "node:assert/strict";
import { loadBackend } from "../../../../agent/learn/backend/load-backend.js";
import * as tf from "../../../../agent/learn/backend/tensorflow.js";
import { BenchAgent, drawBatch } from "../../../../bin/bench/ppo-step.js";
import { RandomStream } from "../../../../env/random/random-stream.js";
import { loadedBackends, onEachBackend } from "../../../support/backends.js";
import { assertClose } from "../../../support/finite-differences.js";

const batch = drawBatch(new RandomStream(5), 4);

/** Losses of a few updates; both forms of the same network. */
function losses(padded: boolean): number[] {
  const agent = new BenchAgent();
  const values = Array.from({ length: 3 }, () => (padded ? agent.paddedStep(batch, 32) : agent.step(batch)));
  agent.dispose();
  return values;
}

describe("a training step", () => {
  onEachBackend(() => {
    it("leaves no tensors behind in 200 repeats", () => {
      const agent = new BenchAgent();
      const small = drawBatch(new RandomStream(6), 1);
      agent.step(small);
      const before = [tf.memory().numTensors, tf.backend().numDataIds()];
      for (let i = 0; i < 200; i++) agent.step(small);
      assert.deepEqual([tf.memory().numTensors, tf.backend().numDataIds()], before);
      agent.dispose();
    });

    it("is the same ragged and padded", () => {
      assertClose(losses(false), losses(true), "losses");
    });
  });

  it("is the same on every backend", async () => {
    const all: number[][] = [];
    for (const name of loadedBackends) {
      await loadBackend(name);
      all.push(losses(false));
    }
    for (const other of all) assertClose(other, all[0]!, "losses");
  });
});
