import { shuffleInPlace } from "simple-statistics";
import { type KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { gatherFlat } from "../backend/ragged.js";
import * as tf from "../backend/tensorflow.js";
import { moveStarts } from "../network/batch.js";
import type { FeatureNormaliser } from "../network/feature-normaliser.js";
import type { PolicyNetwork } from "../network/policy-network.js";
import { Experience } from "../train/experience.js";
import { readExperience } from "../train/experience-file.js";
import { FlatAdam } from "../train/flat-adam.js";
import { readGradients, readWeights, writeWeights } from "../train/flat-weights.js";
import type { ImitationOptions } from "./imitation-options.js";

/** What an epoch has come to: means over all steps. */
export interface CloneReport {
  readonly epoch: number;
  readonly steps: number;
  /** Minus the logarithm of the probability of the teacher's move. */
  readonly loss: number;
  /** Share of the steps in which the teacher's move is the most probable one. */
  readonly agreement: number;
}

/** Takes in the features of all steps of some files. */
export function seeDataset(files: readonly string[], normaliser: FeatureNormaliser, like: Experience): void {
  for (const file of files) {
    like.clear();
    readExperience(file, like);
    const { starts, candidates, context } = like.columns();
    const { candidateFeatures, contextFeatures } = like;
    for (let step = 0; step < like.size; step++) {
      normaliser.see(
        candidates.subarray(starts[step]! * candidateFeatures),
        starts[step + 1]! - starts[step]!,
        context.subarray(step * contextFeatures, (step + 1) * contextFeatures),
      );
    }
  }
}

/**
 * Makes a network do as a teacher did: minimises the cross entropy of the teacher's moves.
 *
 * @param files as `makeDataset` gives them
 * @param normaliser of the features, which has seen them
 * @example for (const { epoch, agreement } of clone(network, normaliser, files, options, random)) print(epoch, agreement);
 */
export function* clone(
  network: PolicyNetwork,
  normaliser: FeatureNormaliser,
  files: readonly string[],
  options: ImitationOptions,
  random: KeyedRandom,
): Generator<CloneReport> {
  const experience = new Experience(network.shape, normaliser);
  for (const file of files) readExperience(file, experience);
  const adam = new FlatAdam(readWeights(network.weights));
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    const stream = random.stream(epoch, RandomKind.Policy);
    const order = shuffleInPlace(
      Array.from({ length: experience.size }, (_, i) => i),
      () => stream.uniform(),
    );
    let [loss, agreement] = [0, 0];
    for (let first = 0; first < order.length; first += options.minibatch) {
      const steps = Int32Array.from(order.slice(first, first + options.minibatch));
      const result = learn(network, experience, steps, adam, options.learning_rate);
      loss += result.loss * steps.length;
      agreement += result.agreements;
    }
    const { length } = order;
    yield { epoch, steps: length, loss: loss / length, agreement: agreement / length };
  }
}

function learn(network: PolicyNetwork, experience: Experience, steps: Int32Array, adam: FlatAdam, rate: number) {
  const batch = experience.batch(steps);
  const starts = moveStarts(batch.starts);
  const moves = starts.subarray(0, steps.length).map((start, i) => start + experience.moves[steps[i]!]!);
  let logs: tf.Tensor1D | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const { logProbabilities } = network.forward(batch);
    logs = tf.keep(tf.clone(logProbabilities));
    return tf.neg(tf.mean(gatherFlat(logProbabilities, moves))) as tf.Scalar;
  }, network.weights);
  adam.step(readGradients(network.weights, grads), rate);
  writeWeights(network.weights, adam.weights);
  const all = logs!.dataSync<"float32">();
  let agreements = 0;
  for (let i = 0; i < steps.length; i++) {
    let best = starts[i]!;
    for (let move = starts[i]!; move < starts[i + 1]!; move++) if (all[move]! > all[best]!) best = move;
    if (best === moves[i]!) agreements++;
  }
  const result = { loss: value.dataSync()[0]!, agreements };
  tf.dispose([value, grads, logs!]);
  return result;
}
