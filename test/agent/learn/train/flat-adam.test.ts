import assert from "node:assert/strict";
import { chooseBackend } from "../../../../agent/learn/backend/choose-backend.js";
import * as tf from "../../../../agent/learn/backend/tensorflow.js";
import { cutToLength } from "../../../../agent/learn/train/cut-to-length.js";
import { FlatAdam } from "../../../../agent/learn/train/flat-adam.js";

const first = Float32Array.of(1, -2, 0.5, 3);

/** Slopes of a sum of squares, of different weights. */
function slopes(weights: Float32Array): Float32Array {
  return weights.map((value, i) => 2 * (i + 1) * value);
}

function train(adam: FlatAdam, steps: number): void {
  for (let i = 0; i < steps; i++) adam.step(slopes(adam.weights), 0.05);
}

describe("Adam on one vector", () => {
  it("takes the steps of TensorFlow.js's own", async () => {
    await chooseBackend("cpu");
    const adam = new FlatAdam(first);
    train(adam, 20);
    const variable = tf.variable(tf.tensor1d(first));
    const theirs = tf.train.adam(0.05, 0.9, 0.999, 1e-5);
    const factors = tf.tensor1d([1, 2, 3, 4]);
    for (let i = 0; i < 20; i++) {
      theirs.minimize(() => tf.sum(tf.mul(factors, tf.square(variable))) as tf.Scalar, false, [variable]);
    }
    const expected = variable.dataSync();
    for (let i = 0; i < 4; i++) assert.ok(Math.abs(adam.weights[i]! - expected[i]!) < 1e-5, `${adam.weights}`);
    theirs.dispose();
    tf.dispose([variable, factors]);
  });

  it("goes on from its state as if it had not stopped, to the last bit", () => {
    const whole = new FlatAdam(first);
    train(whole, 5);
    const { state, weights } = whole;
    const again = new FlatAdam(weights);
    again.restore(state);
    train(whole, 7);
    train(again, 7);
    assert.deepEqual(again.weights, whole.weights);
    assert.deepEqual(again.state, whole.state);
    assert.throws(() => new FlatAdam(Float32Array.of(1)).restore(state), /of 4 weights; this network has 1/);
  });

  it("does not move where a gradient is not finite", () => {
    const adam = new FlatAdam(first);
    assert.throws(() => adam.step(Float32Array.of(0, Number.NaN, 0, 0), 0.1), /no finite number/);
    assert.deepEqual(adam.weights, first);
    assert.equal(adam.state.steps, 0);
  });

  it("is given gradients that are not too long", () => {
    const gradient = Float32Array.of(3, 4);
    assert.equal(cutToLength(gradient, 10), 5);
    assert.deepEqual(gradient, Float32Array.of(3, 4));
    assert.equal(cutToLength(gradient, 1), 5);
    assert.ok(Math.abs(Math.hypot(...gradient) - 1) < 1e-6);
  });
});
