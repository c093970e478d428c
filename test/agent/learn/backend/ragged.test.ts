import assert from "node:assert/strict";
import fc from "fast-check";
import {
  gatherFlat,
  padRows,
  repeatRows,
  segmentLogSoftmax,
  segmentMax,
  segmentMean,
  segmentSum,
} from "../../../../agent/learn/backend/ragged.js";
import * as tf from "../../../../agent/learn/backend/tensorflow.js";
import { onEachBackend } from "../../../support/backends.js";
import { assertClose, finiteDifferences } from "../../../support/finite-differences.js";

type Numbers = readonly number[];

/** Segments of random lengths, some empty, with a width and something to draw values from. */
const batches = fc
  .record({
    lengths: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }),
    width: fc.integer({ min: 1, max: 3 }),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  .map(({ lengths, width, seed }) => {
    const starts = Int32Array.of(0, ...lengths);
    for (let b = 1; b < starts.length; b++) starts[b]! += starts[b - 1]!;
    return { starts, width, seed, segments: lengths.length, rows: starts.at(-1)!, longest: Math.max(...lengths) };
  });
type Batch = typeof batches extends fc.Arbitrary<infer T> ? T : never;

/** Distinct numbers from −2 to 2. */
function values(count: number, seed: number): number[] {
  return Array.from({ length: count }, (_, i) => ((seed * 7919 + (i + 1) * 104_729) % 4001) / 1000 - 2);
}

/** Rows of each segment, as loops that no one would doubt. */
function rowsOf({ starts, width }: Batch, x: Numbers): Numbers[][] {
  return Array.from(starts.subarray(1), (end, b) =>
    Array.from({ length: end - starts[b]! }, (_, k) => x.slice((starts[b]! + k) * width, (starts[b]! + k + 1) * width)),
  );
}

/** One number a column from the rows of each segment. */
const pool = (reduce: (column: Numbers) => number) => (batch: Batch, x: Numbers) =>
  rowsOf(batch, x).flatMap((rows) =>
    Array.from({ length: batch.width }, (_, h) => (rows.length === 0 ? 0 : reduce(rows.map((row) => row[h]!)))),
  );
const sum = (column: Numbers) => column.reduce((total, value) => total + value, 0);

/** Indices that repeat and leave some out. */
const indicesOf = ({ rows, seed }: Batch) =>
  Int32Array.from({ length: rows === 0 ? 0 : 6 }, (_, i) => (seed + i * i) % rows);

interface Case {
  readonly name: string;
  readonly shape: (batch: Batch) => number[];
  readonly run: (x: tf.Tensor, batch: Batch) => tf.Tensor;
  readonly reference: (batch: Batch, x: Numbers) => Numbers;
}

const matrix = ({ rows, width }: Batch) => [rows, width];
const vector = ({ rows }: Batch) => [rows];
const flat = (batch: Batch): Batch => ({ ...batch, width: 1 });

const cases: readonly Case[] = [
  { name: "segmentSum", shape: matrix, run: (x, b) => segmentSum(x as tf.Tensor2D, b.starts), reference: pool(sum) },
  {
    name: "segmentMean",
    shape: matrix,
    run: (x, b) => segmentMean(x as tf.Tensor2D, b.starts),
    reference: pool((column) => sum(column) / column.length),
  },
  {
    name: "segmentMax",
    shape: matrix,
    run: (x, b) => segmentMax(x as tf.Tensor2D, b.starts),
    reference: pool((column) => Math.max(...column)),
  },
  {
    name: "repeatRows",
    shape: ({ segments, width }) => [segments, width],
    run: (x, b) => repeatRows(x as tf.Tensor2D, b.starts),
    reference: ({ starts, width, segments }, x) =>
      Array.from({ length: segments }, (_, b) =>
        Array.from({ length: starts[b + 1]! - starts[b]! }, () => x.slice(b * width, (b + 1) * width)).flat(),
      ).flat(),
  },
  {
    name: "padRows",
    shape: vector,
    run: (x, b) => padRows(x as tf.Tensor1D, b.starts, b.longest + 1, -3),
    reference: (b, x) =>
      rowsOf(flat(b), x).flatMap((rows) => [...rows.flat(), ...Array(b.longest + 1 - rows.length).fill(-3)]),
  },
  {
    name: "gatherFlat",
    shape: vector,
    run: (x, b) => gatherFlat(x as tf.Tensor1D, indicesOf(b)),
    reference: (b, x) => Array.from(indicesOf(b), (index) => x[index]!),
  },
  {
    name: "segmentLogSoftmax",
    shape: vector,
    run: (x, b) => segmentLogSoftmax(x as tf.Tensor1D, b.starts),
    reference: (b, x) =>
      rowsOf(flat(b), x).flatMap((rows) => {
        const logarithm = Math.log(sum(rows.flat().map(Math.exp)));
        return rows.flat().map((value) => value - logarithm);
      }),
  },
];

/** Those whose gradients are operations of the same kind. */
const linear = new Set(["segmentSum", "segmentMean", "repeatRows", "padRows", "gatherFlat"]);

describe("ragged operations", () => {
  onEachBackend(() => {
    for (const { name, shape, run, reference } of cases) {
      it(`${name} and its gradient are those of plain loops`, () => {
        fc.assert(
          fc.property(batches, (batch) => {
            const size = shape(batch).reduce((product, length) => product * length, 1);
            const numbers = values(size, batch.seed);
            const expected = reference(batch, numbers);
            const weights = values(expected.length, batch.seed + 1);
            const weighed = (x: Numbers) => sum(reference(batch, x).map((value, i) => value * weights[i]!));
            tf.tidy(() => {
              const x = tf.tensor(numbers, shape(batch), "float32");
              const y = run(x, batch);
              assertClose(y.dataSync(), expected, name);
              const w = tf.tensor(weights, y.shape, "float32");
              const gradient = tf.grad((input: tf.Tensor) => tf.sum(tf.mul(run(input, batch), w)))(x);
              assertClose(gradient.dataSync(), finiteDifferences(weighed, numbers), `gradient of ${name}`);
            });
          }),
          { numRuns: 25 },
        );
      });
    }

    for (const { name, shape, run, reference } of cases.filter((each) => linear.has(each.name))) {
      it(`${name} has a second gradient`, () => {
        const batch: Batch = { starts: Int32Array.of(0, 2, 2, 5), width: 2, seed: 3, segments: 3, rows: 5, longest: 3 };
        const size = shape(batch).reduce((product, length) => product * length, 1);
        const x = values(size, 3);
        const offset = reference(batch, Array(size).fill(0));
        const columns = x.map((_, i) => reference(batch, Array(size).fill(0).with(i, 1)));
        // Squared length of the gradient of the sum of cubes, whose own gradient is wanted.
        const length = (at: Numbers) => {
          const y = reference(batch, at);
          return sum(
            columns.map((column) => sum(column.map((value, k) => (value - offset[k]!) * 3 * y[k]! ** 2)) ** 2),
          );
        };
        tf.tidy(() => {
          const first = tf.grad((input: tf.Tensor) => tf.sum(tf.pow(run(input, batch), 3)));
          const second = tf.grad((input: tf.Tensor) => tf.sum(tf.square(first(input))));
          const actual = second(tf.tensor(x, shape(batch), "float32")).dataSync();
          assertClose(actual, finiteDifferences(length, x), "second gradient");
        });
      });
    }

    it("lets nothing flow to padding through what was taken from it", () => {
      tf.tidy(() => {
        const x = tf.tensor1d([1, 2, 3]);
        const slopes = (w: tf.Tensor) =>
          tf.grad((input: tf.Tensor) => tf.sum(tf.mul(padRows(input as tf.Tensor1D, Int32Array.of(0, 1, 3), 3, 0), w)))(
            x,
          );
        const w = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
        const gradient = tf
          .grad((weights: tf.Tensor) => tf.sum(tf.square(slopes(weights))))(w)
          .dataSync();
        assert.deepEqual([...gradient], [2, 0, 0, 8, 10, 0]);
      });
    });

    it("lets the gradient of a maximum flow to the first of equals", () => {
      tf.tidy(() => {
        const maximum = (x: tf.Tensor) => tf.sum(segmentMax(x as tf.Tensor2D, Int32Array.of(0, 3)));
        assert.deepEqual(
          [
            ...tf
              .grad(maximum)(tf.tensor2d([[1], [4], [4]]))
              .dataSync(),
          ],
          [0, 1, 0],
        );
      });
    });

    it("keeps what is not a number in a maximum", () => {
      tf.tidy(() => {
        const x = tf.tensor2d([[1], [Number.NaN], [4]]);
        assert.ok(Number.isNaN(segmentMax(x, Int32Array.of(0, 3)).dataSync()[0]));
      });
    });

    it("gives masked candidates no probability and finite gradients", () => {
      tf.tidy(() => {
        const starts = Int32Array.of(0, 3, 5);
        const x = tf.tensor1d([1, -1e9, 2, -1e9, -1e9]);
        const entropy = (input: tf.Tensor) => {
          const logarithms = segmentLogSoftmax(input as tf.Tensor1D, starts);
          return tf.sum(tf.mul(tf.exp(logarithms), logarithms));
        };
        const logarithms = segmentLogSoftmax(x, starts).dataSync();
        assertClose([logarithms[0]!, logarithms[2]!], [-1.313262, -0.313262], "logarithms");
        assert.equal(Math.exp(logarithms[1]!), 0);
        assertClose([logarithms[3]!, logarithms[4]!], [-Math.log(2), -Math.log(2)], "all masked");
        const gradient = tf.grad(entropy)(x).dataSync();
        assert.ok(gradient.every(Number.isFinite), `${gradient}`);
        assert.equal(gradient[1], 0);
      });
    });

    it("is right where the memory of WebAssembly grows in between", () => {
      const rows = 200_000;
      const before = tf.memory().numTensors;
      const x = tf.ones([rows, 2]) as tf.Tensor2D;
      // Together more than there is room for at first.
      const whole = Int32Array.of(0, rows);
      const outputs = Array.from({ length: 12 }, () => tf.tidy(() => repeatRows(segmentSum(x, whole), whole)));
      for (const output of outputs)
        assert.equal(
          tf.tidy(() => tf.min(output).dataSync()[0]),
          rows,
        );
      tf.dispose([x, outputs]);
      assert.equal(tf.memory().numTensors, before);
    });
  });

  it("says which offsets or indices are wrong", () => {
    tf.tidy(() => {
      const x = tf.tensor2d([[1], [2]]);
      const line = tf.tensor1d([1, 2]);
      assert.throws(() => segmentSum(x, Int32Array.of()), /starts is empty/);
      assert.throws(() => segmentSum(x, Int32Array.of(1, 2)), /must begin with 0, not 1/);
      assert.throws(() => segmentMean(x, Int32Array.of(0, 2, 1)), /starts\[2\] is 1, less than the 2 before it/);
      assert.throws(() => segmentMax(x, Int32Array.of(0, 1)), /must end with the number of rows, 2, not 1/);
      assert.throws(() => repeatRows(x, Int32Array.of(0, 4)), /1 segments where there are 2 rows/);
      assert.throws(() => padRows(line, Int32Array.of(0, 2), 1, 0), /segment 0 has 2 values, more than the width 1/);
      assert.throws(() => gatherFlat(line, Int32Array.of(0, 2)), /indices\[1\] is 2, outside of 0 to 1/);
      assert.throws(
        () => segmentSum(tf.tensor2d([[1]], [1, 1], "int32"), Int32Array.of(0, 1)),
        /takes x as float32, not int32/,
      );
    });
  });
});
