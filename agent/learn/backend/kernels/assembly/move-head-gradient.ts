import { BLOCK, denseBackward, prepare, preparedSize } from "./dense";
import { logSoftmaxGradient } from "./log-softmax";
import { add, addMultiple, addRows, bytes, zero } from "./vector";

/** Gradients of `moveHead`. @param y logarithms of the probabilities */
export function moveHeadGradient(
  samples: i32,
  starts: usize,
  width: i32,
  summaryWidth: i32,
  hidden: i32,
  special: i32,
  encoded: usize,
  summary: usize,
  sharpness: f32,
  encodedWeights: usize,
  summaryWeights: usize,
  candidateWeights: usize,
  specialWeights: usize,
  joint: usize,
  y: usize,
  dy: usize,
  dEncoded: usize,
  dSummary: usize,
  dEncodedWeights: usize,
  dEncodedBias: usize,
  dSummaryWeights: usize,
  dSummaryBias: usize,
  dCandidateWeights: usize,
  dCandidateBias: usize,
  dSpecialWeights: usize,
  dSpecialBias: usize,
  scratch: usize,
): void {
  const rows = load<i32>(starts + bytes(samples));
  const dMoves = scratch;
  const ofSummary = dMoves + bytes(rows + special * samples);
  const flow = ofSummary + bytes(samples * hidden);
  const prepared = flow + bytes(BLOCK * hidden);
  const preparedSummary = prepared + bytes(preparedSize(width, hidden));
  prepare(width, hidden, encodedWeights, dEncoded, dEncodedWeights, dEncodedBias, prepared);
  prepare(summaryWidth, hidden, summaryWeights, dSummary, dSummaryWeights, dSummaryBias, preparedSummary);
  zero(samples * hidden, ofSummary);
  zero(hidden, dCandidateWeights);
  zero(summaryWidth * special, dSpecialWeights);
  zero(special, dSpecialBias);

  // Rows go through in blocks, whichever samples they are of.
  let inBlock = 0;
  let firstOfBlock = 0;
  let dBias: f32 = 0;
  let move = dMoves;
  for (let sample = 0; sample < samples; sample++) {
    const first = load<i32>(starts + bytes(sample));
    const end = load<i32>(starts + bytes(sample + 1));
    const moves = special + end - first;
    logSoftmaxGradient(moves, y, dy, move, sharpness);
    y += bytes(moves);
    dy += bytes(moves);
    let slopes = move + bytes(special);
    for (let row = first; row < end; row++, slopes += 4) {
      const slope = load<f32>(slopes);
      dBias += slope;
      const from = joint + bytes(row * hidden);
      addMultiple(hidden, slope, from, dCandidateWeights);
      const to = flow + bytes(inBlock * hidden);
      back(hidden, slope, from, candidateWeights, to, ofSummary + bytes(sample * hidden));
      inBlock++;
      if (inBlock === BLOCK || row + 1 === rows) {
        const x = encoded + bytes(firstOfBlock * width);
        const dx = dEncoded + bytes(firstOfBlock * width);
        denseBackward(inBlock, width, hidden, x, prepared, 0, flow, 0, dx, dEncodedWeights, 0);
        firstOfBlock += inBlock;
        inBlock = 0;
      }
    }
    move += bytes(moves);
  }
  store<f32>(dCandidateBias, dBias);
  addRows(samples, hidden, ofSummary, dEncodedBias);
  denseBackward(
    samples,
    summaryWidth,
    hidden,
    summary,
    preparedSummary,
    0,
    ofSummary,
    0,
    dSummary,
    dSummaryWeights,
    dSummaryBias,
  );
  move = dMoves;
  for (let sample = 0; sample < samples; sample++) {
    specialBack(summaryWidth, special, summary, specialWeights, move, dSummary, dSpecialWeights, dSpecialBias);
    summary += bytes(summaryWidth);
    dSummary += bytes(summaryWidth);
    move += bytes(special + load<i32>(starts + bytes(sample + 1)) - load<i32>(starts + bytes(sample)));
  }
}

/** Numbers that `moveHeadGradient` needs room for. */
export function moveHeadGradientScratch(
  samples: i32,
  rows: i32,
  width: i32,
  summaryWidth: i32,
  hidden: i32,
  special: i32,
): i32 {
  const prepared = preparedSize(width, hidden) + preparedSize(summaryWidth, hidden);
  return rows + special * samples + samples * hidden + BLOCK * hidden + prepared;
}

/** into = slope · weights where `joint` is above 0, and 0 elsewhere; the same is added to `sum`. */
function back(hidden: i32, slope: f32, joint: usize, weights: usize, into: usize, sum: usize): void {
  const end = joint + bytes(hidden);
  const slopes = f32x4.splat(slope);
  const nothing = f32x4.splat(0);
  for (; joint + 16 <= end; joint += 16, weights += 16, into += 16, sum += 16) {
    const isOpen = f32x4.gt(v128.load(joint), nothing);
    const flow = v128.and(f32x4.mul(slopes, v128.load(weights)), isOpen);
    v128.store(into, flow);
    v128.store(sum, f32x4.add(v128.load(sum), flow));
  }
  for (; joint < end; joint += 4, weights += 4, into += 4, sum += 4) {
    const flow = load<f32>(joint) > 0 ? slope * load<f32>(weights) : 0;
    store<f32>(into, flow);
    store<f32>(sum, load<f32>(sum) + flow);
  }
}

/** Of one sample's special moves: to its summary, and added to the gradients of weights and bias. */
function specialBack(
  width: i32,
  special: i32,
  summary: usize,
  weights: usize,
  slopes: usize,
  dSummary: usize,
  dWeights: usize,
  dBias: usize,
): void {
  add(special, dBias, slopes, dBias);
  const row = bytes(special);
  for (let i = 0; i < width; i++, summary += 4, dSummary += 4, weights += row, dWeights += row) {
    const value = load<f32>(summary);
    let sum = load<f32>(dSummary);
    for (let move: usize = 0; move < row; move += 4) {
      const slope = load<f32>(slopes + move);
      sum += slope * load<f32>(weights + move);
      store<f32>(dWeights + move, load<f32>(dWeights + move) + slope * value);
    }
    store<f32>(dSummary, sum);
  }
}
