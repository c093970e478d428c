import { exponential, exponentialOf } from "./exponential";
import { bytes } from "./vector";

/** Natural logarithm of the host. */
@external("host", "log")
declare function logarithm(x: f64): f64;

/** Logarithms of the softmax of some numbers, in their place. */
export function logSoftmax(length: i32, at: usize): void {
  const end = at + bytes(length);
  let greatest: f32 = -Infinity;
  for (let i = at; i < end; i += 4) greatest = max(greatest, load<f32>(i));
  const most = f32x4.splat(greatest);
  let i = at;
  let sum: f32 = 0;
  let sums = f32x4.splat(0);
  for (; i + 16 <= end; i += 16) sums = f32x4.add(sums, exponential(f32x4.sub(v128.load(i), most)));
  sum =
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
  for (; i < end; i += 4) sum += exponentialOf(load<f32>(i) - greatest);
  const rest = <f32>logarithm(sum);
  // In this order, as a large `greatest` plus a small logarithm would lose the latter.
  for (i = at; i < end; i += 4) store<f32>(i, load<f32>(i) - greatest - rest);
}

/** What flows back to the numbers that y are the logarithms of the softmax of. */
export function logSoftmaxGradient(length: i32, y: usize, dy: usize, dx: usize, factor: f32): void {
  const end = y + bytes(length);
  let sum: f32 = 0;
  for (let i: usize = 0; i < bytes(length); i += 4) sum += load<f32>(dy + i);
  const sums = f32x4.splat(sum);
  const factors = f32x4.splat(factor);
  for (; y + 16 <= end; y += 16, dy += 16, dx += 16) {
    const flow = f32x4.sub(v128.load(dy), f32x4.mul(exponential(v128.load(y)), sums));
    v128.store(dx, f32x4.mul(flow, factors));
  }
  for (; y < end; y += 4, dy += 4, dx += 4) {
    store<f32>(dx, (load<f32>(dy) - exponentialOf(load<f32>(y)) * sum) * factor);
  }
}
