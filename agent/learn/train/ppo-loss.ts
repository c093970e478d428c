import { gatherFlat, segmentSum } from "../backend/ragged.js";
import * as tf from "../backend/tensorflow.js";
import { moveStarts } from "../network/batch.js";
import type { PolicyNetwork } from "../network/policy-network.js";
import type { Experience } from "./experience.js";
import type { PpoOptions } from "./ppo-options.js";

/** What is summed up over the samples of a minibatch, for logs and for the KL stop. */
export const lossParts = ["policyLoss", "valueLoss", "entropy", "kl", "clipShare"] as const;

/**
 * The clipped surrogate of PPO (Schulman et al. 2017) with clipped values and entropy by level, over some steps of an
 * experience. Moves that were not legal when a move was chosen stay impossible: the mask of then is the mask of now.
 *
 * @param advantages of the steps, normalised or not, in their order
 * @param learnsPolicy whether anything but the value counts
 * @param parts is given the means of {@link lossParts}, as tensors kept for the caller to dispose of
 * @returns the mean loss; to be called within `tf.variableGrads`
 */
export function ppoLoss(
  network: PolicyNetwork,
  experience: Experience,
  steps: Int32Array,
  advantages: Float32Array,
  options: PpoOptions,
  learnsPolicy: boolean,
  parts: (means: tf.Tensor1D) => void,
): tf.Scalar {
  const batch = experience.batch(steps);
  const { logProbabilities, values } = network.forward(batch);
  const starts = moveStarts(batch.starts);
  const chosen = gatherFlat(
    logProbabilities,
    starts.subarray(0, steps.length).map((start, i) => start + experience.moves[steps[i]!]!),
  );
  const pick = (column: Float32Array) => tf.tensor1d(Float32Array.from(steps, (step) => column[step]!));
  const difference = tf.sub(chosen, pick(experience.logProbabilities));
  const ratio = tf.exp(difference);
  const { clip } = options;
  const advantage = tf.tensor1d(advantages);
  const clipped = tf.clipByValue(ratio, 1 - clip, 1 + clip);
  const policyLoss = tf.neg(tf.mean(tf.minimum(tf.mul(ratio, advantage), tf.mul(clipped, advantage))));
  const returns = pick(experience.returns);
  const squares = tf.square(tf.sub(values, returns));
  const { value_clip: valueClip } = options;
  let valueLoss = tf.mean(squares);
  if (valueClip !== null) {
    const before = pick(experience.values);
    const near = tf.add(before, tf.clipByValue(tf.sub(values, before), -valueClip, valueClip));
    valueLoss = tf.mean(tf.maximum(squares, tf.square(tf.sub(near, returns))));
  }
  const moves = logProbabilities.shape[0];
  const terms = tf.mul(tf.exp(logProbabilities), logProbabilities);
  const entropies = tf.neg(tf.reshape(segmentSum(tf.reshape(terms, [moves, 1]), starts), [steps.length]));
  const weights = Float32Array.from(batch.levels, (level) => options.entropy_weights[level]!);
  const entropyBonus = tf.mean(tf.mul(entropies, tf.tensor1d(weights)));
  const kl = tf.mean(tf.sub(tf.sub(ratio, 1), difference));
  const clipShare = tf.mean(tf.cast(tf.greater(tf.abs(tf.sub(ratio, 1)), clip), "float32"));
  parts(tf.keep(tf.stack([policyLoss, valueLoss, tf.mean(entropies), kl, clipShare]) as tf.Tensor1D));
  const ofValue = tf.mul(valueLoss, options.value_weight);
  return (learnsPolicy ? tf.sub(tf.add(policyLoss, ofValue), entropyBonus) : ofValue) as tf.Scalar;
}
