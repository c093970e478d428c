import { product } from "./product";
import { addTransposedProduct, transpose } from "./transposed";
import { addRows, bytes, zero } from "./vector";

/** Rows whose inputs, outputs and gradients fit the processor's nearest cache together. */
export const BLOCK = 32;

const NO_LEAST: f32 = -Infinity;

/** y = x · weights + bias, below 0 cut off if `relu`. */
export function dense(
  rows: i32,
  inputs: i32,
  outputs: i32,
  x: usize,
  weights: usize,
  bias: usize,
  y: usize,
  relu: bool,
): void {
  product(rows, inputs, outputs, x, bytes(inputs), weights, bias, 0, y, relu ? <f32>0 : NO_LEAST);
}

/** Gradients of a dense layer; an address of 0 stands for one that is not wanted. */
export function denseGradient(
  rows: i32,
  inputs: i32,
  outputs: i32,
  x: usize,
  weights: usize,
  y: usize,
  dy: usize,
  relu: bool,
  dx: usize,
  dWeights: usize,
  dBias: usize,
  scratch: usize,
): void {
  const flow = scratch;
  const transposed = prepare(inputs, outputs, weights, dx, dWeights, dBias, flow + bytes(BLOCK * outputs));
  for (; rows > 0; rows -= BLOCK) {
    const count = min(rows, BLOCK);
    denseBackward(count, inputs, outputs, x, transposed, relu ? y : 0, dy, flow, dx, dWeights, dBias);
    x += bytes(BLOCK * inputs);
    y += bytes(BLOCK * outputs);
    dy += bytes(BLOCK * outputs);
    if (dx !== 0) dx += bytes(BLOCK * inputs);
  }
}

/** Numbers that `denseGradient` needs room for. */
export function denseGradientScratch(inputs: i32, outputs: i32): i32 {
  return BLOCK * outputs + preparedSize(inputs, outputs);
}

/** Numbers that `prepare` writes. */
export function preparedSize(inputs: i32, outputs: i32): i32 {
  return inputs + inputs * outputs;
}

/** Begins sums with 0; zeros and the transposed weights go to `into`. @returns that address */
export function prepare(
  inputs: i32,
  outputs: i32,
  weights: usize,
  dx: usize,
  dWeights: usize,
  dBias: usize,
  into: usize,
): usize {
  if (dWeights !== 0) zero(inputs * outputs, dWeights);
  if (dBias !== 0) zero(outputs, dBias);
  if (dx !== 0) {
    zero(inputs, into);
    transpose(inputs, outputs, weights, into + bytes(inputs));
  }
  return into;
}

/**
 * Gradients over a few rows: of the input, and added to those of weights and bias.
 *
 * @param prepared of `prepare`
 * @param y 0 without a ReLU
 * @param flow room for the rows' flow through the ReLU
 */
export function denseBackward(
  rows: i32,
  inputs: i32,
  outputs: i32,
  x: usize,
  prepared: usize,
  y: usize,
  dy: usize,
  flow: usize,
  dx: usize,
  dWeights: usize,
  dBias: usize,
): void {
  if (y !== 0) mask(rows * outputs, y, dy, flow);
  else flow = dy;
  if (dBias !== 0) addRows(rows, outputs, flow, dBias);
  if (dWeights !== 0) addTransposedProduct(rows, inputs, outputs, x, flow, dWeights);
  if (dx !== 0) {
    product(rows, outputs, inputs, flow, bytes(outputs), prepared + bytes(inputs), prepared, 0, dx, NO_LEAST);
  }
}

/** into = dy where y is above 0, and 0 elsewhere. */
function mask(length: i32, y: usize, dy: usize, into: usize): void {
  const end = y + bytes(length);
  const nothing = f32x4.splat(0);
  for (; y + 16 <= end; y += 16, dy += 16, into += 16) {
    v128.store(into, v128.and(v128.load(dy), f32x4.gt(v128.load(y), nothing)));
  }
  for (; y < end; y += 4, dy += 4, into += 4) store<f32>(into, load<f32>(y) > 0 ? load<f32>(dy) : 0);
}
