import { add, concat1d, mul, relu, reshape, type Tensor1D, type Tensor2D, tensor1d } from "../core.js";
import { dense } from "../dense.js";
import { assembly } from "../kernels/load-assembly.js";
import { moveHeadAssembly, moveHeadGradient } from "../kernels/move-head-assembly.js";
import { checkStarts } from "../kernels/starts.js";
import { gatherFlat, repeatRows, segmentLogSoftmax } from "../ragged.js";
import { differentiable } from "./differentiable.js";
import { checkLayer, type Layer } from "./two-dense.js";

/** Layers of {@link moveHead}. */
export interface MoveHeadLayers {
  /** Of candidates' encodings and of the summary, to be added: to the same width. */
  readonly encoded: Layer;
  readonly summary: Layer;
  /** From that, after ReLU, to the residual of a candidate's logit. */
  readonly candidate: Layer;
  /** From the summary to those of the special moves. */
  readonly special: Layer;
}

/** What {@link moveHead} is told besides tensors. */
export interface MoveHeadOptions {
  /** Where the candidates of each sample begin. */
  readonly starts: Int32Array;
  /** What the residuals are added to, in the order of moves. */
  readonly prior: Tensor1D;
  /** What logits are multiplied by. */
  readonly sharpness: number;
}

/**
 * Logarithms of the probabilities of a batch's moves, of each sample S special ones and then its candidates: from
 * candidates [N, H] and summaries [B, H] to [N + S B].
 *
 * @throws RangeError if the shapes do not fit
 */
export function moveHead(
  encoded: Tensor2D,
  summary: Tensor2D,
  layers: MoveHeadLayers,
  { starts, prior, sharpness }: MoveHeadOptions,
): Tensor1D {
  check(encoded, summary, layers, starts, prior);
  if (assembly() === undefined) return composed(encoded, summary, layers, { starts, prior, sharpness });
  const offsets = tensor1d(starts, "int32");
  const inputs = {
    encoded,
    summary,
    encodedWeights: layers.encoded.weights,
    encodedBias: layers.encoded.bias,
    summaryWeights: layers.summary.weights,
    summaryBias: layers.summary.bias,
    candidateWeights: layers.candidate.weights,
    candidateBias: layers.candidate.bias,
    specialWeights: layers.special.weights,
    specialBias: layers.special.bias,
  };
  return differentiable(
    inputs,
    () => {
      const { joint, y } = moveHeadAssembly({ starts: offsets, prior, ...inputs }, { sharpness });
      const { encodedWeights, summaryWeights, candidateWeights, specialWeights } = inputs;
      const weights = { encodedWeights, summaryWeights, candidateWeights, specialWeights };
      return { value: y as Tensor1D, kept: { starts: offsets, encoded, summary, ...weights, joint, y } };
    },
    (dy, kept) => moveHeadGradient({ ...kept, dy }, { sharpness }),
  );
}

/** The same of TensorFlow.js's operations. */
function composed(
  encoded: Tensor2D,
  summary: Tensor2D,
  layers: MoveHeadLayers,
  { starts, prior, sharpness }: MoveHeadOptions,
): Tensor1D {
  const [rows, samples] = [encoded.shape[0], summary.shape[0]];
  const special = layers.special.bias.size;
  const ofSummary = repeatRows(dense(summary, layers.summary.weights, layers.summary.bias), starts);
  const joint = relu(add(dense(encoded, layers.encoded.weights, layers.encoded.bias), ofSummary)) as Tensor2D;
  const ofCandidates = reshape(dense(joint, layers.candidate.weights, layers.candidate.bias), [rows]);
  const ofSpecial = reshape(dense(summary, layers.special.weights, layers.special.bias), [special * samples]);
  const residuals = gatherFlat(concat1d([ofCandidates as Tensor1D, ofSpecial as Tensor1D]), moveOrder(starts, special));
  const logits = mul(add(residuals, prior), sharpness) as Tensor1D;
  return segmentLogSoftmax(
    logits,
    starts.map((start, sample) => start + special * sample),
  );
}

/**
 * For each move, in order, its place in a list of all candidates followed by all special moves, sample by sample.
 *
 * @returns [N + S B]
 */
function moveOrder(starts: Int32Array, special: number): Int32Array {
  const samples = starts.length - 1;
  const candidates = starts[samples]!;
  const order = new Int32Array(candidates + special * samples);
  let at = 0;
  for (let sample = 0; sample < samples; sample++) {
    for (let k = 0; k < special; k++) order[at++] = candidates + special * sample + k;
    for (let row = starts[sample]!; row < starts[sample + 1]!; row++) order[at++] = row;
  }
  return order;
}

function check(
  encoded: Tensor2D,
  summary: Tensor2D,
  layers: MoveHeadLayers,
  starts: Int32Array,
  prior: Tensor1D,
): void {
  const [rows, samples] = [encoded.shape[0], summary.shape[0]];
  checkStarts(starts, rows);
  checkLayer(encoded.shape[1], layers.encoded);
  checkLayer(summary.shape[1], layers.summary);
  checkLayer(layers.encoded.bias.size, layers.candidate);
  checkLayer(summary.shape[1], layers.special);
  const moves = rows + layers.special.bias.size * samples;
  const sameWidth = layers.summary.bias.size === layers.encoded.bias.size && layers.candidate.bias.size === 1;
  if (starts.length - 1 === samples && prior.size === moves && sameWidth) return;
  throw new RangeError(
    `a head of ${layers.encoded.bias.size} and ${layers.summary.bias.size} units does not take ${samples} summaries, ` +
      `${starts.length - 1} segments and ${prior.size} logits before, of ${moves} moves`,
  );
}
