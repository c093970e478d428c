import { BLOCK } from "./dense";
import { logSoftmax } from "./log-softmax";
import { product } from "./product";
import { add, bytes, copy, dot } from "./vector";

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
  let ofSpecial = ofSummary + bytes(samples * hidden);
  const residuals = ofSpecial + bytes(samples * special);
  const rows = load<i32>(starts + bytes(samples));
  const none: f32 = -Infinity;
  const summaryRow = bytes(summaryWidth);
  product(samples, summaryWidth, hidden, summary, summaryRow, summaryWeights, summaryBias, 0, ofSummary, none);
  product(samples, summaryWidth, special, summary, summaryRow, specialWeights, specialBias, 0, ofSpecial, none);
  // Rows go through in blocks that stay near the processor, whichever samples they are of.
  let firstOfBlock = 0;
  for (let sample = 0; sample < samples; sample++) {
    const start = ofSummary + bytes(sample * hidden);
    add(hidden, start, encodedBias, start);
    const end = load<i32>(starts + bytes(sample + 1));
    for (let row = load<i32>(starts + bytes(sample)); row < end; row++) {
      copy(hidden, start, joint + bytes(row * hidden));
      const inBlock = row + 1 - firstOfBlock;
      if (inBlock < BLOCK && row + 1 < rows) continue;
      const x = encoded + bytes(firstOfBlock * width);
      const c = joint + bytes(firstOfBlock * hidden);
      product(inBlock, width, hidden, x, bytes(width), encodedWeights, c, bytes(hidden), c, 0);
      for (let i = firstOfBlock; i <= row; i++) {
        store<f32>(residuals + bytes(i), dot(hidden, joint + bytes(i * hidden), candidateWeights));
      }
      firstOfBlock = row + 1;
    }
  }
  const bias = load<f32>(candidateBias);
  for (let sample = 0; sample < samples; sample++) {
    copy(special, ofSpecial, into);
    let to = into + bytes(special);
    ofSpecial += bytes(special);
    const end = load<i32>(starts + bytes(sample + 1));
    for (let row = load<i32>(starts + bytes(sample)); row < end; row++, to += 4) {
      store<f32>(to, load<f32>(residuals + bytes(row)) + bias);
    }
    for (let i = into; i < to; i += 4, prior += 4) store<f32>(i, (load<f32>(i) + load<f32>(prior)) * sharpness);
    logSoftmax(<i32>((to - into) >> 2), into);
    into = to;
  }
}

/** Numbers that `moveHead` needs room for. */
export function moveHeadScratch(samples: i32, rows: i32, hidden: i32, special: i32): i32 {
  return samples * (hidden + special) + rows;
}
