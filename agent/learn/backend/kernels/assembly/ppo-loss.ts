import { exponential, exponentialOf } from "./exponential";
import { bytes, sumOf } from "./vector";

/*
 * The loss of PPO over some samples and its gradient, as agent/learn/train/ppo-loss.ts has it in TensorFlow.js's
 * operations, which come to the same.
 */

/**
 * @param starts where the moves of each sample begin
 * @param chosen place of each sample's move among all
 * @param before logarithms of the probabilities that moves were chosen with
 * @param parts gets the loss, and the means that are logged
 */
export function ppoLoss(
  samples: i32,
  starts: usize,
  logProbabilities: usize,
  values: usize,
  chosen: usize,
  before: usize,
  advantages: usize,
  returns: usize,
  valuesBefore: usize,
  entropyWeights: usize,
  clip: f32,
  valueClip: f32,
  valueWeight: f32,
  learnsPolicy: bool,
  loss: usize,
  parts: usize,
  dLogProbabilities: usize,
  dValues: usize,
): void {
  const share = <f32>1 / <f32>samples;
  let surrogate: f64 = 0;
  let squares: f64 = 0;
  let entropies: f64 = 0;
  let bonus: f64 = 0;
  let divergence: f64 = 0;
  let clipped: f64 = 0;
  for (let i: usize = 0; i < bytes(samples); i += 4) {
    const first = load<i32>(starts + i);
    const moves = load<i32>(starts + i, 4) - first;
    const weight = load<f32>(entropyWeights + i);
    const slope = learnsPolicy ? weight * share : 0;
    const entropy = -entropyGradient(moves, logProbabilities + bytes(first), slope, dLogProbabilities + bytes(first));
    entropies += entropy;
    bonus += weight * entropy;

    const at = bytes(load<i32>(chosen + i));
    const difference = load<f32>(logProbabilities + at) - load<f32>(before + i);
    const ratio = exponentialOf(difference);
    const advantage = load<f32>(advantages + i);
    const free = ratio * advantage;
    const bound = min(max(ratio, <f32>1 - clip), <f32>1 + clip) * advantage;
    surrogate += min(free, bound);
    divergence += ratio - 1 - difference;
    if (abs(ratio - 1) > clip) clipped += 1;
    if (learnsPolicy && !(free > bound)) {
      const to = dLogProbabilities + at;
      store<f32>(to, load<f32>(to) - free * share);
    }

    const value = load<f32>(values + i);
    const valueBefore = load<f32>(valuesBefore + i);
    const target = load<f32>(returns + i);
    const step = value - valueBefore;
    const error = value - target;
    const nearError = valueBefore + min(max(step, -valueClip), valueClip) - target;
    const isFar = error * error < nearError * nearError;
    squares += isFar ? nearError * nearError : error * error;
    const steepness = isFar ? (abs(step) <= valueClip ? nearError : <f32>0) : error;
    store<f32>(dValues + i, 2 * steepness * valueWeight * share);
  }
  const count: f64 = samples;
  const ofValue = (squares / count) * valueWeight;
  store<f32>(loss, <f32>(learnsPolicy ? ofValue - surrogate / count - bonus / count : ofValue));
  store<f32>(parts, <f32>(-surrogate / count));
  store<f32>(parts, <f32>(squares / count), 4);
  store<f32>(parts, <f32>(entropies / count), 8);
  store<f32>(parts, <f32>(divergence / count), 12);
  store<f32>(parts, <f32>(clipped / count), 16);
}

/** Sum of p ln p, of which the gradient to ln p is p (ln p + 1). */
function entropyGradient(moves: i32, logarithms: usize, slope: f32, into: usize): f32 {
  const end = logarithms + bytes(moves);
  const slopes = f32x4.splat(slope);
  let sums = f32x4.splat(0);
  for (; logarithms + 16 <= end; logarithms += 16, into += 16) {
    const logarithm = v128.load(logarithms);
    const p = exponential(logarithm);
    const term = f32x4.mul(p, logarithm);
    sums = f32x4.add(sums, term);
    v128.store(into, f32x4.mul(slopes, f32x4.add(term, p)));
  }
  let sum = sumOf(sums);
  for (; logarithms < end; logarithms += 4, into += 4) {
    const logarithm = load<f32>(logarithms);
    const p = exponentialOf(logarithm);
    sum += p * logarithm;
    store<f32>(into, slope * (p * logarithm + p));
  }
  return sum;
}
