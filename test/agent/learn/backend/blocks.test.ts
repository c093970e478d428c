import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { levelHead } from "../../../../agent/learn/backend/blocks/level-head.js";
import { moveHead } from "../../../../agent/learn/backend/blocks/move-head.js";
import { poolContext } from "../../../../agent/learn/backend/blocks/pool-context.js";
import { twoDense } from "../../../../agent/learn/backend/blocks/two-dense.js";
import { dense } from "../../../../agent/learn/backend/dense.js";
import {
  assembly,
  assemblyFile,
  assemblyVariants,
  instantiateAssembly,
} from "../../../../agent/learn/backend/kernels/load-assembly.js";
import { webAssembly } from "../../../../agent/learn/backend/kernels/web-assembly.js";
import { loadBackend } from "../../../../agent/learn/backend/load-backend.js";
import * as tf from "../../../../agent/learn/backend/tensorflow.js";
import { assertClose } from "../../../support/finite-differences.js";
import { assertSameByKernels, numbers } from "../../../support/same-by-kernels.js";

/** Nothing, what is no multiple of four, eight or a block of rows, and what is. */
const rowCounts = [0, 1, 4, 7, 33, 64, 70];
const widths = [
  [1, 1, 1],
  [3, 5, 2],
  [4, 8, 4],
  [21, 13, 9],
  [8, 64, 12],
] as const;

/** Lengths of segments. */
const raggeds = [[], [0], [1], [4, 0, 1, 9], [33, 40]];

function startsOf(lengths: readonly number[]): Int32Array {
  let end = 0;
  return Int32Array.of(0, ...lengths.map((length) => (end += length)));
}

const layer = (weights: tf.Tensor, bias: tf.Tensor) => ({
  weights: weights as tf.Tensor2D,
  bias: bias as tf.Tensor1D,
});

describe("blocks of a network, in one kernel and composed", () => {
  it("have their kernels here", async () => {
    await loadBackend("wasm");
    assert.notEqual(assembly(), undefined);
    await loadBackend("cpu");
    assert.equal(assembly(), undefined);
  });

  for (const [inputs, hidden, outputs] of widths) {
    it(`dense and twoDense are the same, ${inputs} to ${hidden} to ${outputs} wide`, async () => {
      for (const rows of rowCounts) {
        const first = { x: [rows, inputs], weights1: [inputs, hidden], bias1: [hidden] };
        for (const activation of ["linear", "relu"] as const) {
          await assertSameByKernels(`dense of ${rows} rows, ${activation}`, first, ({ x, weights1, bias1 }) =>
            dense(x as tf.Tensor2D, weights1 as tf.Tensor2D, bias1 as tf.Tensor1D, activation),
          );
        }
        const both = { ...first, weights2: [hidden, outputs], bias2: [outputs] };
        await assertSameByKernels(`twoDense of ${rows} rows`, both, ({ x, ...of }) =>
          twoDense(x as tf.Tensor2D, layer(of.weights1, of.bias1), layer(of.weights2, of.bias2)),
        );
        const { x: _, ...parameters } = both;
        await assertSameByKernels(`twoDense of ${rows} rows of data`, parameters, (of) => {
          const x = tf.tensor(numbers(rows * inputs, 7), [rows, inputs]) as tf.Tensor2D;
          return twoDense(x, layer(of.weights1, of.bias1), layer(of.weights2, of.bias2), true);
        });
      }
    });
  }

  for (const lengths of raggeds) {
    const starts = startsOf(lengths);
    const rows = starts.at(-1)!;
    const samples = lengths.length;

    it(`poolContext is the same, segments of ${lengths.join(", ") || "nothing"}`, async () => {
      for (const [width, contextWidth] of [
        [1, 1],
        [6, 3],
        [8, 4],
        [13, 5],
      ] as const) {
        await assertSameByKernels(`${width} wide`, { x: [rows, width] }, ({ x }) => {
          const context = tf.tensor(numbers(samples * contextWidth, 7), [samples, contextWidth]) as tf.Tensor2D;
          return poolContext(context, x as tf.Tensor2D, starts);
        });
      }
    });

    it(`moveHead is the same, segments of ${lengths.join(", ") || "nothing"}`, async () => {
      for (const [width, summaryWidth, hidden, special] of [
        [1, 1, 1, 1],
        [5, 6, 7, 3],
        [8, 12, 16, 3],
      ] as const) {
        const shapes = {
          encoded: [rows, width],
          summary: [samples, summaryWidth],
          ...{ encodedWeights: [width, hidden], encodedBias: [hidden] },
          ...{ summaryWeights: [summaryWidth, hidden], summaryBias: [hidden] },
          ...{ candidateWeights: [hidden, 1], candidateBias: [1] },
          ...{ specialWeights: [summaryWidth, special], specialBias: [special] },
        };
        const moves = rows + special * samples;
        await assertSameByKernels(`${width} wide`, shapes, ({ encoded, summary, ...of }) => {
          const layers = {
            encoded: layer(of.encodedWeights, of.encodedBias),
            summary: layer(of.summaryWeights, of.summaryBias),
            candidate: layer(of.candidateWeights, of.candidateBias),
            special: layer(of.specialWeights, of.specialBias),
          };
          const prior = tf.tensor1d(numbers(moves, 5).map((value, i) => (i % 5 === 3 ? -1e9 : value)));
          const options = { starts, prior, sharpness: 1.5 };
          const y = moveHead(encoded as tf.Tensor2D, summary as tf.Tensor2D, layers, options);
          // What is not legal weighs nothing, as differences of such numbers are no better than they.
          return tf.maximum(y, -100);
        });
      }
    });

    it(`levelHead is the same, of ${samples} samples`, async () => {
      for (const [width, privilegedWidth, levels] of [
        [1, 1, 1],
        [6, 2, 5],
        [8, 1, 3],
      ] as const) {
        const shapes = {
          summary: [samples, width],
          ...{ weights: [width, levels], bias: [levels] },
          ...{ privilegedWeights: [privilegedWidth, levels], privilegedBias: [levels] },
        };
        await assertSameByKernels(`${width} wide`, shapes, ({ summary, ...of }) => {
          const ofBatch = {
            summary: summary as tf.Tensor2D,
            privileged: tf.tensor(numbers(samples * privilegedWidth, 7), [samples, privilegedWidth]) as tf.Tensor2D,
            levels: Uint8Array.from({ length: samples }, (_, i) => (2 * i) % levels),
            baseline: numbers(samples, 8),
          };
          return levelHead(ofBatch, layer(of.weights, of.bias), layer(of.privilegedWeights, of.privilegedBias));
        });
      }
    });
  }

  it("are the same in both variants of the kernels", async () => {
    // What is allowed for the better one is allowed as soon as a backend has been loaded.
    await loadBackend("wasm");
    const [rows, inputs, outputs] = [37, 21, 13];
    const results = assemblyVariants.map((variant) => {
      const memory = new webAssembly.Memory({ initial: 4 });
      const functions = instantiateAssembly(readFileSync(assemblyFile(variant)), memory);
      const all = new Float32Array(memory.buffer);
      let end = 64;
      const place = (values: Float32Array) => {
        const at = end;
        all.set(values, at);
        end += values.length;
        return 4 * at;
      };
      const [x, weights] = [place(numbers(rows * inputs, 1)), place(numbers(inputs * outputs, 2))];
      const [bias, dy] = [place(numbers(outputs, 3)), place(numbers(rows * outputs, 4))];
      const first = end;
      const [y, dx] = [place(new Float32Array(rows * outputs)), place(new Float32Array(rows * inputs))];
      const [dWeights, dBias] = [place(new Float32Array(inputs * outputs)), place(new Float32Array(outputs))];
      functions.dense!(rows, inputs, outputs, x, weights, bias, y, 1);
      const slopes = [dx, dWeights, dBias] as const;
      functions.denseGradient!(rows, inputs, outputs, x, weights, y, dy, 1, ...slopes, 4 * end);
      return all.slice(first, end);
    });
    assert.ok(results[0]!.some((value) => value !== 0));
    assertClose(results[0]!, results[1]!, "variants");
  });

  it("keep what is not a number, and give the gradient of a maximum to the first of equals", async () => {
    await loadBackend("wasm");
    tf.tidy(() => {
      const context = tf.zeros([1, 1]) as tf.Tensor2D;
      const pool = (x: tf.Tensor) => poolContext(context, x as tf.Tensor2D, Int32Array.of(0, 3));
      const of = (x: number[][]) => [...pool(tf.tensor2d(x)).dataSync()];
      assert.deepEqual(of([[1], [Number.NaN], [4]]), [0, Number.NaN, Number.NaN]);
      assert.deepEqual(of(Array(3).fill([-1, -2, -3, -4, -5])).slice(6), [-1, -2, -3, -4, -5]);
      const wide = tf.tensor2d([1, 4, 4].map((value) => Array<number>(5).fill(value)));
      const slopes = tf.grad((x: tf.Tensor) => tf.sum(tf.slice(pool(x), [0, 6])))(wide);
      assert.deepEqual([...slopes.dataSync()], [...Array(5).fill(0), ...Array(5).fill(1), ...Array(5).fill(0)]);
    });
  });

  it("say which shapes do not fit", async () => {
    await loadBackend("wasm");
    tf.tidy(() => {
      const zeros = (...shape: [number, number]) => tf.zeros(shape) as tf.Tensor2D;
      const of = (inputs: number, outputs: number) => layer(tf.zeros([inputs, outputs]), tf.zeros([outputs]));
      assert.throws(() => twoDense(zeros(2, 3), of(3, 4), of(5, 4)), /\[5,4\] weights .* does not take 4 inputs/);
      assert.throws(
        () => poolContext(zeros(1, 1), zeros(2, 2), Int32Array.of(0, 1, 2)),
        /2 segments where .* 1 contexts/,
      );
      const layers = { encoded: of(2, 4), summary: of(2, 4), candidate: of(4, 1), special: of(2, 3) };
      const options = { starts: Int32Array.of(0, 2), prior: tf.zeros([4]) as tf.Tensor1D, sharpness: 1 };
      assert.throws(() => moveHead(zeros(2, 2), zeros(1, 2), layers, options), /4 logits before, of 5 moves/);
      const ofBatch = { summary: zeros(1, 2), privileged: zeros(1, 1), baseline: new Float32Array(1) };
      assert.throws(() => levelHead({ ...ofBatch, levels: [3] }, of(2, 3), of(1, 3)), /a level is not one of 3/);
    });
  });
});
