import assert from "node:assert/strict";
import { dense } from "../../../../agent/learn/backend/dense.js";
import * as tf from "../../../../agent/learn/backend/tensorflow.js";
import { onEachBackend } from "../../../support/backends.js";
import { assertClose, finiteDifferences } from "../../../support/finite-differences.js";

type Numbers = readonly number[];

const ROWS = 5;
const INPUTS = 3;
const OUTPUTS = 2;
const shapes = [[ROWS, INPUTS], [INPUTS, OUTPUTS], [OUTPUTS]] as const;
const made = (count: number, seed: number) => Array.from({ length: count }, (_, i) => Math.sin(seed + 1.7 * i));
const parts = [made(ROWS * INPUTS, 1), made(INPUTS * OUTPUTS, 2), made(OUTPUTS, 3)] as const;
const weights = made(ROWS * OUTPUTS, 4);

/** The layer in plain loops. */
function reference(x: Numbers, matrix: Numbers, bias: Numbers, relu: boolean): number[] {
  return Array.from({ length: ROWS * OUTPUTS }, (_, at) => {
    const [row, output] = [Math.floor(at / OUTPUTS), at % OUTPUTS];
    let sum = bias[output]!;
    for (let i = 0; i < INPUTS; i++) sum += x[row * INPUTS + i]! * matrix[i * OUTPUTS + output]!;
    return relu ? Math.max(0, sum) : sum;
  });
}

const weighed = (values: Numbers) => values.reduce((total, value, i) => total + value * weights[i]!, 0);

type Layer = (x: tf.Tensor2D, matrix: tf.Tensor2D, bias: tf.Tensor1D) => tf.Tensor;

describe("dense layers", () => {
  onEachBackend((backend) => {
    for (const [name, relu, layer] of [
      ["dense", false, (x, w, b) => dense(x, w, b)],
      ["dense with ReLU", true, (x, w, b) => dense(x, w, b, "relu")],
      ["a product, a sum and a ReLU", true, (x, w, b) => tf.relu(tf.add(tf.matMul(x, w), b))],
    ] satisfies [string, boolean, Layer][]) {
      it(`${name} and all gradients are those of plain loops`, () => {
        tf.tidy(() => {
          const tensors = parts.map((numbers, i) => tf.tensor([...numbers], [...shapes[i]!]));
          const run = (...[x, w, b]: tf.Tensor[]) => layer(x as tf.Tensor2D, w as tf.Tensor2D, b as tf.Tensor1D);
          const y = run(...tensors);
          assert.deepEqual(y.shape, [ROWS, OUTPUTS]);
          assertClose(y.dataSync(), reference(...parts, relu), name);
          const scale = tf.tensor2d(weights, [ROWS, OUTPUTS]);
          const gradients = tf.grads((...inputs: tf.Tensor[]) => tf.sum(tf.mul(run(...inputs), scale)))(tensors);
          gradients.forEach((gradient, part) => {
            const f = (numbers: Numbers) => {
              const changed = parts.map((own, i) => (i === part ? numbers : own));
              return weighed(reference(changed[0]!, changed[1]!, changed[2]!, relu));
            };
            assert.deepEqual(gradient.shape, [...shapes[part]!]);
            assertClose(gradient.dataSync(), finiteDifferences(f, parts[part]!), `gradient ${part} of ${name}`);
          });
        });
      });
    }

    it("takes products of transposed matrices and of batches as TensorFlow.js does", () => {
      tf.tidy(() => {
        const a = tf.tensor2d(made(6, 1), [3, 2]);
        const b = tf.tensor2d(made(12, 2), [4, 3]);
        const transposed = tf.grads((p: tf.Tensor, q: tf.Tensor) => tf.sum(tf.square(tf.matMul(p, q, true, true))));
        const plain = tf.grads((p: tf.Tensor, q: tf.Tensor) =>
          tf.sum(tf.square(tf.matMul(tf.transpose(p), tf.transpose(q)))),
        );
        const expected = plain([a, b]);
        transposed([a, b]).forEach((gradient, i) => {
          assertClose(gradient.dataSync(), expected[i]!.dataSync(), `gradient ${i}`);
        });
        const batch = tf.tensor3d(made(6, 3), [1, 2, 3]);
        const gradient = tf.grad((p: tf.Tensor) => tf.sum(tf.matMul(p, tf.ones([1, 3, 2]))))(batch);
        assertClose(gradient.dataSync(), Array(6).fill(2), "batch");
      });
    });

    it("shares the numbers of copies, and keeps them until the last owner goes", () => {
      const before = tf.memory().numTensors;
      const stored = tf.backend().numDataIds();
      const x = tf.tensor1d([1, 2, 3]);
      const copies = [tf.clone(x), tf.cast(x, "float32"), tf.clone(x)];
      if (backend === "wasm") assert.equal(tf.backend().numDataIds(), stored + 1);
      x.dispose();
      for (const copy of copies) {
        assert.deepEqual([...copy.dataSync()], [1, 2, 3]);
        copy.dispose();
      }
      assert.deepEqual([...tf.tidy(() => tf.cast(tf.tensor1d([1.7, -1.7]), "int32").dataSync())], [1, -1]);
      assert.equal(tf.backend().numDataIds(), stored);
      assert.equal(tf.memory().numTensors, before);
    });
  });

  it("says which shapes do not fit", () => {
    tf.tidy(() => {
      const x = tf.zeros([4, 3]) as tf.Tensor2D;
      const bias = tf.zeros([5]) as tf.Tensor1D;
      assert.throws(() => dense(x, tf.zeros([2, 5]), bias), /\[2,5\] weights and 5 biases does not take \[4, 3\]/);
      assert.throws(() => dense(x, tf.zeros([3, 6]), bias), /\[3,6\] weights and 5 biases/);
    });
  });
});
