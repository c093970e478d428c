import { logSoftmax } from "./log-softmax";
import { product } from "./product";
import { add, bytes, dot } from "./vector";

/*
 * Logarithms of the probabilities of a batch's moves: of each sample the special ones, whose logits come from its summary
 * alone, then its candidates, whose logits come from a layer of their encoding and the summary. Added are the logits that
 * there are before; all is multiplied by a sharpness.
 */

/** @param joint what the candidates' layer comes to, for the gradient: [rows, hidden] */
export function moveHead(
  samples: i32,
  starts: usize,
  width: i32,
  summaryWidth: i32,
  hidden: i32,
  special: i32,
  encoded: usize,
  summary: usize,
  prior: usize,
  sharpness: f32,
  encodedWeights: usize,
  encodedBias: usize,
  summaryWeights: usize,
  summaryBias: usize,
  candidateWeights: usize,
  candidateBias: usize,
  specialWeights: usize,
  specialBias: usize,
  joint: usize,
  into: usize,
  scratch: usize,
): void {
  const ofSummary = scratch;
  const ofSpecial = ofSummary + bytes(samples * hidden);
  const rows = load<i32>(starts + bytes(samples));
  const none: f32 = -Infinity;
  const summaryRow = bytes(summaryWidth);
  product(samples, summaryWidth, hidden, summary, summaryRow, summaryWeights, summaryBias, 0, ofSummary, none);
  product(samples, summaryWidth, special, summary, summaryRow, specialWeights, specialBias, 0, ofSpecial, none);
  for (let sample = 0; sample < samples; sample++) {
    const start = ofSummary + bytes(sample * hidden);
    add(hidden, start, encodedBias, start);
    const first = load<i32>(starts + bytes(sample));
    const end = load<i32>(starts + bytes(sample + 1));
    for (let row = first; row < end; row++) memory.copy(joint + bytes(row * hidden), start, bytes(hidden));
  }
  product(rows, width, hidden, encoded, bytes(width), encodedWeights, joint, bytes(hidden), joint, 0);
  for (let sample = 0; sample < samples; sample++) {
    const first = load<i32>(starts + bytes(sample));
    const count = load<i32>(starts + bytes(sample + 1)) - first;
    memory.copy(into, ofSpecial + bytes(sample * special), bytes(special));
    let to = into + bytes(special);
    for (let k = 0; k < count; k++, to += 4) {
      store<f32>(to, dot(hidden, joint + bytes((first + k) * hidden), candidateWeights) + load<f32>(candidateBias));
    }
    const moves = special + count;
    for (let i = into; i < to; i += 4, prior += 4) store<f32>(i, (load<f32>(i) + load<f32>(prior)) * sharpness);
    logSoftmax(moves, into);
    into = to;
  }
}

/** Numbers that `moveHead` needs room for. */
export function moveHeadScratch(samples: i32, hidden: i32, special: i32): i32 {
  return samples * (hidden + special);
}
