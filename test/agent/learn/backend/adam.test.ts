import assert from "node:assert/strict";
import { Adam, type AdamOptions } from "../../../../agent/learn/backend/adam.js";
import * as tf from "../../../../agent/learn/backend/tensorflow.js";
import { onEachBackend } from "../../../support/backends.js";
import { assertClose } from "../../../support/finite-differences.js";

const start = (): tf.Variable[] => [tf.variable(tf.tensor1d([1, -2, 0.5])), tf.variable(tf.tensor2d([[3], [-1]]))];

/** Squared, in both variables, with different slopes. */
const loss =
  ([a, b]: tf.Variable[]) =>
  () =>
    tf.add<tf.Scalar>(tf.sum(tf.square(a!)), tf.sum(tf.mul(5, tf.square(b!)))) as tf.Scalar;

function train(variables: tf.Variable[], adam: Adam, steps: number): number[] {
  return Array.from({ length: steps }, () => {
    const { value, grads } = tf.variableGrads(loss(variables), variables);
    const norm = adam.apply(grads);
    tf.dispose([value, grads]);
    return norm;
  });
}

const numbers = (variables: readonly tf.Variable[]) => variables.flatMap((variable) => [...variable.dataSync()]);

function trained(options: AdamOptions, steps: number): number[] {
  const variables = start();
  train(variables, new Adam(variables, options), steps);
  const values = numbers(variables);
  tf.dispose(variables);
  return values;
}

describe("Adam", () => {
  onEachBackend(() => {
    it("takes the steps of TensorFlow.js's own", () => {
      const variables = start();
      const theirs = tf.train.adam(0.05, 0.8, 0.95, 1e-4);
      for (let i = 0; i < 20; i++) theirs.minimize(loss(variables), false, variables);
      const options = { learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-4 };
      assertClose(trained(options, 20), numbers(variables), "values");
      theirs.dispose();
      tf.dispose(variables);
    });

    it("keeps no tensors", () => {
      const variables = start();
      const adam = new Adam(variables);
      train(variables, adam, 1);
      const before = [tf.memory().numTensors, tf.backend().numDataIds()];
      train(variables, adam, 50);
      assert.deepEqual([tf.memory().numTensors, tf.backend().numDataIds()], before);
      tf.dispose(variables);
    });
  });

  it("shortens gradients to the largest norm, all variables together", () => {
    const variables = start();
    // One step without memory of squares divides by the size of each slope: a large epsilon keeps the slope in sight.
    const adam = new Adam(variables, { learningRate: 1, beta1: 0, beta2: 0, epsilon: 1e6, largestNorm: 0.5 });
    const slopes = [2, -4, 1, 30, -10];
    const norm = Math.hypot(...slopes);
    assertClose(train(variables, adam, 1), [norm], "norm");
    const moved = numbers(variables).map((value, i) => ([1, -2, 0.5, 3, -1][i]! - value) * 1e6);
    // What single precision leaves of a difference of a millionth.
    moved.forEach((value, i) => {
      assert.ok(Math.abs(value - (slopes[i]! * 0.5) / norm) < 0.25, `${value}`);
    });
    tf.dispose(variables);
  });

  it("does not move where a gradient is not finite", () => {
    const variables = start();
    const adam = new Adam(variables);
    const before = numbers(variables);
    const bad = tf.tensor1d([Number.NaN, 0, 0]);
    assert.ok(Number.isNaN(adam.apply({ [variables[0]!.name]: bad })));
    assert.deepEqual(numbers(variables), before);
    assert.equal(adam.state().steps, 0);
    tf.dispose([variables, bad]);
  });

  it("goes on from its state as if it had not stopped", () => {
    const variables = start();
    const first = new Adam(variables, { learningRate: 0.1 });
    train(variables, first, 5);
    const state = first.state();
    train(variables, first, 1);
    const values = trained({ learningRate: 0.1 }, 5);
    const again = start();
    again[0]!.assign(tf.tensor1d(values.slice(0, 3)));
    again[1]!.assign(tf.tensor2d(values.slice(3), [2, 1]));
    const second = new Adam(again, { learningRate: 0.1 });
    second.restore(state);
    train(again, second, 1);
    assert.deepEqual(numbers(again), numbers(variables));
    assert.throws(() => new Adam([variables[0]!]).restore(state), /variables of other sizes/);
    tf.dispose([variables, again]);
  });
});
