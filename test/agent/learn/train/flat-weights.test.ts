import assert from "node:assert/strict";
import * as tf from "../../../../agent/learn/backend/tensorflow.js";
import {
  overwriteWeights,
  readGradients,
  readWeights,
  writeWeights,
} from "../../../../agent/learn/train/flat-weights.js";
import { onEachBackend } from "../../../support/backends.js";

describe("weights as one vector", () => {
  onEachBackend(() => {
    let weights: tf.Variable[];

    beforeEach(() => {
      weights = [[2, 3], [3], [1]].map((shape) => tf.tidy(() => tf.variable(tf.zeros(shape))));
    });
    afterEach(() => tf.dispose(weights));

    for (const write of [writeWeights, overwriteWeights]) {
      it(`are what was written by ${write.name}, whatever becomes of the vector`, () => {
        const before = tf.memory().numTensors;
        const flat = Float32Array.from({ length: 10 }, (_, i) => i);
        write(weights, flat);
        const kept = flat.slice();
        flat.fill(-1);
        assert.deepEqual(readWeights(weights), kept);
        assert.deepEqual([...weights[1]!.dataSync()], [6, 7, 8]);
        write(weights, flat);
        assert.deepEqual(readWeights(weights), flat);
        assert.equal(tf.memory().numTensors, before);
      });
    }

    it("have gradients in the same order, 0 for those that a loss does not depend on", () => {
      const [first, second] = weights;
      const loss = () => tf.add(tf.sum(tf.mul(first!, 2)), tf.sum(tf.mul(second!, 3))) as tf.Scalar;
      const { value, grads } = tf.variableGrads(loss, [first!, second!]);
      const expected = [...Array(6).fill(2), ...Array(3).fill(3), 0];
      assert.deepEqual([...readGradients(weights, grads)], expected);
      const into = new Float32Array(10).fill(9);
      assert.equal(readGradients(weights, grads, into), into);
      assert.deepEqual([...into], expected);
      tf.dispose([value, grads]);
    });
  });
});
