import { differentiable } from "../backend/blocks/differentiable.js";
import { assembly } from "../backend/kernels/load-assembly.js";
import { ppoLossAssembly } from "../backend/kernels/ppo-loss-assembly.js";
import { gatherFlat, segmentSum } from "../backend/ragged.js";
import * as tf from "../backend/tensorflow.js";
import { moveStarts } from "../network/batch.js";
import type { Outputs, PolicyNetwork } from "../network/policy-network.js";
import type { Experience } from "./experience.js";
import { picked } from "./picked.js";
import type { PpoOptions } from "./ppo-options.js";

/** What is summed up over the samples of a minibatch, for logs and for the KL stop. */
export const lossParts = ["policyLoss", "valueLoss", "entropy", "kl", "clipShare"] as const;

/** Is given the means of {@link lossParts}, as tensors kept for it to dispose of. */
type PartsReader = (means: tf.Tensor1D) => void;

/** What a loss is of, beside the network's outputs: a number for each step. */
interface Columns {
  /** Where the moves of each step begin. [B + 1] */
  readonly starts: Int32Array;
  /** Place of the step's move among all moves. */
  readonly chosen: Int32Array;
  /** Logarithm of the probability that it was chosen with, and the value of then. */
  readonly before: Float32Array;
  readonly valuesBefore: Float32Array;
  readonly advantages: Float32Array;
  readonly returns: Float32Array;
  readonly entropyWeights: Float32Array;
}

/**
 * The clipped surrogate of PPO (Schulman et al. 2017) with clipped values and entropy by level, over some steps of an
 * experience. Moves that were not legal when a move was chosen stay impossible: the mask of then is the mask of now.
 *
 * @param advantages of the steps, normalised or not, in their order
 * @param learnsPolicy whether anything but the value counts
 * @returns the mean loss; to be called within `tf.variableGrads`
 */
export function ppoLoss(
  network: PolicyNetwork,
  experience: Experience,
  steps: Int32Array,
  advantages: Float32Array,
  options: PpoOptions,
  learnsPolicy: boolean,
  parts: PartsReader,
): tf.Scalar {
  const batch = experience.batch(steps);
  const outputs = network.forward(batch);
  const starts = moveStarts(batch.starts);
  const columns = {
    starts,
    chosen: starts.subarray(0, steps.length).map((start, i) => start + experience.moves[steps[i]!]!),
    before: picked(experience.logProbabilities, steps),
    valuesBefore: picked(experience.values, steps),
    advantages,
    returns: picked(experience.returns, steps),
    entropyWeights: Float32Array.from(batch.levels, (level) => options.entropy_weights[level]!),
  };
  const loss = assembly() === undefined ? composed : inOneKernel;
  const ofSurrogate = loss(outputs, columns, options, learnsPolicy, parts);
  if (!learnsPolicy || options.prior_weight === 0) return ofSurrogate;
  const divergence = divergenceFromPrior(outputs.logProbabilities, network.priorLogProbabilities(batch), starts);
  return tf.add(ofSurrogate, tf.mul(divergence, options.prior_weight)) as tf.Scalar;
}

/** Mean over the steps of how far a policy has gone from another one, Kullback–Leibler. */
function divergenceFromPrior(policy: tf.Tensor1D, prior: tf.Tensor1D, starts: Int32Array): tf.Scalar {
  const terms = tf.mul(tf.exp(policy), tf.sub(policy, prior));
  return tf.mean(segmentSum(tf.reshape(terms, [policy.size, 1]), starts)) as tf.Scalar;
}

function composed(
  { logProbabilities, values }: Outputs,
  { starts, chosen, ...columns }: Columns,
  { clip, value_clip: valueClip, value_weight: valueWeight }: PpoOptions,
  learnsPolicy: boolean,
  parts: PartsReader,
): tf.Scalar {
  const difference = tf.sub(gatherFlat(logProbabilities, chosen), tf.tensor1d(columns.before));
  const ratio = tf.exp(difference);
  const advantage = tf.tensor1d(columns.advantages);
  const clipped = tf.clipByValue(ratio, 1 - clip, 1 + clip);
  const policyLoss = tf.neg(tf.mean(tf.minimum(tf.mul(ratio, advantage), tf.mul(clipped, advantage))));
  const returns = tf.tensor1d(columns.returns);
  const squares = tf.square(tf.sub(values, returns));
  let valueLoss = tf.mean(squares);
  if (valueClip !== null) {
    const before = tf.tensor1d(columns.valuesBefore);
    const near = tf.add(before, tf.clipByValue(tf.sub(values, before), -valueClip, valueClip));
    valueLoss = tf.mean(tf.maximum(squares, tf.square(tf.sub(near, returns))));
  }
  const moves = logProbabilities.shape[0];
  const terms = tf.mul(tf.exp(logProbabilities), logProbabilities);
  const entropies = tf.neg(tf.reshape(segmentSum(tf.reshape(terms, [moves, 1]), starts), [chosen.length]));
  const entropyBonus = tf.mean(tf.mul(entropies, tf.tensor1d(columns.entropyWeights)));
  const kl = tf.mean(tf.sub(tf.sub(ratio, 1), difference));
  const clipShare = tf.mean(tf.cast(tf.greater(tf.abs(tf.sub(ratio, 1)), clip), "float32"));
  parts(tf.keep(tf.stack([policyLoss, valueLoss, tf.mean(entropies), kl, clipShare]) as tf.Tensor1D));
  const ofValue = tf.mul(valueLoss, valueWeight);
  return (learnsPolicy ? tf.sub(tf.add(policyLoss, ofValue), entropyBonus) : ofValue) as tf.Scalar;
}

/** The same: what takes longest in {@link composed} is to call its many operations on few numbers each. */
function inOneKernel(
  { logProbabilities, values }: Outputs,
  { starts, chosen, ...columns }: Columns,
  { clip, value_clip: valueClip, value_weight: valueWeight }: PpoOptions,
  learnsPolicy: boolean,
  parts: PartsReader,
): tf.Scalar {
  const constants = {
    starts: tf.tensor1d(starts, "int32"),
    chosen: tf.tensor1d(chosen, "int32"),
    before: tf.tensor1d(columns.before),
    valuesBefore: tf.tensor1d(columns.valuesBefore),
    advantages: tf.tensor1d(columns.advantages),
    returns: tf.tensor1d(columns.returns),
    entropyWeights: tf.tensor1d(columns.entropyWeights),
  };
  const numbers = {
    clip,
    valueClip: valueClip ?? Number.POSITIVE_INFINITY,
    valueWeight,
    learnsPolicy: learnsPolicy ? 1 : 0,
  } as const;
  return differentiable(
    { logProbabilities, values },
    () => {
      const { loss, parts: means, ...slopes } = ppoLossAssembly({ logProbabilities, values, ...constants }, numbers);
      parts(tf.keep(means as tf.Tensor1D));
      return { value: loss as tf.Scalar, kept: slopes };
    },
    (dy, slopes) => ({
      logProbabilities: tf.mul(slopes.dLogProbabilities, dy),
      values: tf.mul(slopes.dValues, dy),
    }),
  );
}
