import type { Tensor1D, Tensor2D } from "./core.js";
import { gatherFlatKernel } from "./kernels/gather-flat.js";
import { padRowsKernel } from "./kernels/pad-rows.js";
import { segmentLogSoftmaxKernel } from "./kernels/segment-log-softmax.js";
import { segmentMaxKernel } from "./kernels/segment-max.js";
import { repeatRowsKernel, segmentSumKernel } from "./kernels/segment-sum.js";
import { checkStarts } from "./kernels/starts.js";

/*
 * Operations on a ragged batch: the candidates of all samples lie in one matrix, without padding. `starts` has one more
 * entry than there are samples: the rows of sample b are `starts[b]` to `starts[b + 1] - 1`, perhaps none. All are
 * differentiable on every backend. A `starts` or `indices` must not change until the gradient has been taken.
 */

/**
 * Sum of the rows of each segment, [N, H] to [B, H]; 0 where a segment is empty.
 *
 * @throws RangeError if `starts` does not divide the rows
 * @example segmentSum(tf.tensor2d([[1], [2], [4]]), Int32Array.of(0, 2, 3)) // [[3], [4]]
 */
export function segmentSum(x: Tensor2D, starts: Int32Array): Tensor2D {
  checkStarts(starts, x.shape[0]);
  return segmentSumKernel({ x }, { starts, mean: false }) as Tensor2D;
}

/**
 * Mean of the rows of each segment, [N, H] to [B, H]; 0 where a segment is empty.
 *
 * @throws RangeError if `starts` does not divide the rows
 * @example segmentMean(tf.tensor2d([[1], [2], [4]]), Int32Array.of(0, 2, 3)) // [[1.5], [4]]
 */
export function segmentMean(x: Tensor2D, starts: Int32Array): Tensor2D {
  checkStarts(starts, x.shape[0]);
  return segmentSumKernel({ x }, { starts, mean: true }) as Tensor2D;
}

/**
 * Greatest of each column over the rows of each segment, [N, H] to [B, H]; 0 where a segment is empty. The gradient
 * goes to the first row that has the greatest.
 *
 * @throws RangeError if `starts` does not divide the rows
 * @example segmentMax(tf.tensor2d([[1], [2], [4]]), Int32Array.of(0, 2, 3)) // [[2], [4]]
 */
export function segmentMax(x: Tensor2D, starts: Int32Array): Tensor2D {
  checkStarts(starts, x.shape[0]);
  return segmentMaxKernel({ x }, { starts }) as Tensor2D;
}

/**
 * Row b for each row of segment b, [B, H] to [N, H].
 *
 * @throws RangeError if `starts` has not as many segments as `x` has rows
 * @example repeatRows(tf.tensor2d([[1], [2]]), Int32Array.of(0, 2, 3)) // [[1], [1], [2]]
 */
export function repeatRows(x: Tensor2D, starts: Int32Array): Tensor2D {
  checkStarts(starts, starts.at(-1) ?? 0);
  if (x.shape[0] !== starts.length - 1) {
    throw new RangeError(`starts has ${starts.length - 1} segments where there are ${x.shape[0]} rows to repeat`);
  }
  return repeatRowsKernel({ x }, { starts, mean: false }) as Tensor2D;
}

/**
 * The values of each segment, then `fill` up to `width`, [N] to [B, width].
 *
 * @throws RangeError if `starts` does not divide the values, or a segment is longer than `width`
 * @example padRows(tf.tensor1d([1, 2, 4]), Int32Array.of(0, 2, 3), 2, -1) // [[1, 2], [4, -1]]
 */
export function padRows(x: Tensor1D, starts: Int32Array, width: number, fill: number): Tensor2D {
  checkStarts(starts, x.shape[0]);
  for (let b = 0; b + 1 < starts.length; b++) {
    const length = starts[b + 1]! - starts[b]!;
    if (length > width) throw new RangeError(`segment ${b} has ${length} values, more than the width ${width}`);
  }
  return padRowsKernel({ x }, { starts, width, fill }) as Tensor2D;
}

/**
 * The values at `indices`, which may repeat, [N] to [M].
 *
 * @throws RangeError if an index is outside of `x`
 * @example gatherFlat(tf.tensor1d([1, 2, 4]), Int32Array.of(2, 0, 2)) // [4, 1, 4]
 */
export function gatherFlat(x: Tensor1D, indices: Int32Array): Tensor1D {
  const size = x.shape[0];
  for (let i = 0; i < indices.length; i++) {
    if (indices[i]! < 0 || indices[i]! >= size) {
      throw new RangeError(`indices[${i}] is ${indices[i]}, outside of 0 to ${size - 1}`);
    }
  }
  return gatherFlatKernel({ x }, { indices, size }) as Tensor1D;
}

/**
 * Logarithms of the softmax over each segment, [N] to [N]. What is masked with −1e9 gets about −1e9, a probability of 0
 * and no gradient; −Infinity does as well as long as something of the segment is finite, but its logarithm times a
 * probability of 0 is not a number.
 *
 * @throws RangeError if `starts` does not divide the values
 * @example segmentLogSoftmax(tf.tensor1d([0, 0, 5]), Int32Array.of(0, 2, 3)) // [-0.693, -0.693, 0]
 */
export function segmentLogSoftmax(x: Tensor1D, starts: Int32Array): Tensor1D {
  checkStarts(starts, x.shape[0]);
  return segmentLogSoftmaxKernel({ x }, { starts }) as Tensor1D;
}
