import { BLOCK, dense, denseBackward, prepare, preparedSize } from "./dense";
import { bytes } from "./vector";

/** Two dense layers with ReLU, block by block, so that what is between them stays near the processor. */
export function twoDense(
  rows: i32,
  inputs: i32,
  hidden: i32,
  outputs: i32,
  x: usize,
  weights1: usize,
  bias1: usize,
  weights2: usize,
  bias2: usize,
  between: usize,
  y: usize,
): void {
  for (; rows > 0; rows -= BLOCK) {
    const count = min(rows, BLOCK);
    dense(count, inputs, hidden, x, weights1, bias1, between, true);
    dense(count, hidden, outputs, between, weights2, bias2, y, true);
    x += bytes(BLOCK * inputs);
    between += bytes(BLOCK * hidden);
    y += bytes(BLOCK * outputs);
  }
}

/** Gradients of both layers. @param dx 0 if it is not wanted */
export function twoDenseGradient(
  rows: i32,
  inputs: i32,
  hidden: i32,
  outputs: i32,
  x: usize,
  weights1: usize,
  weights2: usize,
  between: usize,
  y: usize,
  dy: usize,
  dx: usize,
  dWeights1: usize,
  dBias1: usize,
  dWeights2: usize,
  dBias2: usize,
  scratch: usize,
): void {
  const flow2 = scratch;
  const dBetween = flow2 + bytes(BLOCK * outputs);
  const flow1 = dBetween + bytes(BLOCK * hidden);
  const prepared2 = flow1 + bytes(BLOCK * hidden);
  const prepared1 = prepared2 + bytes(preparedSize(hidden, outputs));
  prepare(hidden, outputs, weights2, dBetween, dWeights2, dBias2, prepared2);
  prepare(inputs, hidden, weights1, dx, dWeights1, dBias1, prepared1);
  for (; rows > 0; rows -= BLOCK) {
    const count = min(rows, BLOCK);
    denseBackward(count, hidden, outputs, between, prepared2, y, dy, flow2, dBetween, dWeights2, dBias2);
    denseBackward(count, inputs, hidden, x, prepared1, between, dBetween, flow1, dx, dWeights1, dBias1);
    x += bytes(BLOCK * inputs);
    between += bytes(BLOCK * hidden);
    y += bytes(BLOCK * outputs);
    dy += bytes(BLOCK * outputs);
    if (dx !== 0) dx += bytes(BLOCK * inputs);
  }
}

/** Numbers that `twoDenseGradient` needs room for. */
export function twoDenseGradientScratch(inputs: i32, hidden: i32, outputs: i32): i32 {
  return BLOCK * (outputs + 2 * hidden) + preparedSize(hidden, outputs) + preparedSize(inputs, hidden);
}
