import { RandomStream } from "../../../../env/random/random-stream.js";
import { type MomentsJson, RunningMoments } from "../../../../env/wrappers/running-moments.js";
import { dense } from "../../backend/dense.js";
import * as tf from "../../backend/tensorflow.js";
import type { BonusEntry, ExplorationBonus } from "../bonus.js";
import type { Experience, FeatureCounts } from "../experience.js";
import { type AdamState, FlatAdam } from "../flat-adam.js";
import { readGradients, readWeights, writeWeights } from "../flat-weights.js";

/** Units of the hidden layer and of what is predicted. */
const HIDDEN = 32;
const OUTPUTS = 16;
const LEARNING_RATE = 1e-3;
const MINIBATCH = 512;

/** A bonus for what is as new as the mean, as a share of what an episode is expected to bring. */
const MEAN = 0.01;

/** Plain JSON. */
interface Saved {
  readonly weights: readonly number[];
  readonly steps: number;
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly errors: MomentsJson;
}

/**
 * Random network distillation (Burda et al. 2019): a network learns to say what another one, drawn once and never changed,
 * makes of a context and of what was chosen in it; where it errs, little like this was seen. Errors are divided by their
 * running mean.
 */
class NetworkDistillation implements ExplorationBonus {
  readonly #target: readonly tf.Variable[];
  readonly #predictor: readonly tf.Variable[];
  readonly #adam: FlatAdam;
  #errors = new RunningMoments(1);

  constructor({ candidateFeatures, contextFeatures }: FeatureCounts, seed: number) {
    const inputs = candidateFeatures + contextFeatures;
    this.#target = drawWeights(inputs, new RandomStream(2 * seed + 1));
    this.#predictor = drawWeights(inputs, new RandomStream(2 * seed + 2));
    this.#adam = new FlatAdam(readWeights(this.#predictor));
  }

  begin(): void {}

  before(): number {
    return 0;
  }

  after(): number {
    return 0;
  }

  finish(experience: Experience, weight: number): void {
    for (let first = 0; first < experience.size; first += MINIBATCH) {
      const steps = Int32Array.from({ length: Math.min(MINIBATCH, experience.size - first) }, (_, i) => first + i);
      const errors = this.#learn(experience.chosen(steps), steps.length);
      for (let i = 0; i < errors.length; i++) this.#errors.add(errors, i);
      const mean = Math.max(1e-9, this.#errors.mean[0]!);
      for (let i = 0; i < errors.length; i++) experience.bonuses[first + i]! += (weight * MEAN * errors[i]!) / mean;
    }
  }

  save(): Saved {
    const { steps, firstMoment, secondMoment } = this.#adam.state;
    return {
      weights: [...this.#adam.weights],
      steps,
      first: [...firstMoment],
      second: [...secondMoment],
      errors: this.#errors.toJSON(),
    };
  }

  restore(saved: unknown): void {
    const { weights, steps, first, second, errors } = saved as Saved;
    const state: AdamState = {
      steps,
      firstMoment: Float32Array.from(first),
      secondMoment: Float32Array.from(second),
    };
    this.#adam.weights.set(weights);
    this.#adam.restore(state);
    writeWeights(this.#predictor, this.#adam.weights);
    this.#errors = RunningMoments.fromJSON(errors, 1);
  }

  /** One step of the predictor. @returns its errors before, by step */
  #learn(inputs: Float32Array, count: number): Float32Array {
    const x = tf.tensor2d(inputs, [count, inputs.length / count]);
    const wanted = tf.tidy(() => predict(x, this.#target));
    let errors: tf.Tensor1D | undefined;
    const { value, grads } = tf.variableGrads(() => {
      errors = tf.keep(tf.mean(tf.square(tf.sub(predict(x, this.#predictor), wanted)), 1)) as tf.Tensor1D;
      return tf.mean(errors) as tf.Scalar;
    }, [...this.#predictor]);
    this.#adam.step(readGradients(this.#predictor, grads), LEARNING_RATE);
    writeWeights(this.#predictor, this.#adam.weights);
    const result = errors!.dataSync<"float32">().slice();
    tf.dispose([x, wanted, value, grads, errors!]);
    return result;
  }
}

function predict(x: tf.Tensor2D, [kernel1, bias1, kernel2, bias2]: readonly tf.Variable[]): tf.Tensor2D {
  const as = <Of extends tf.Tensor>(weight: tf.Variable | undefined) => weight as tf.Tensor as Of;
  const hidden = dense(x, as<tf.Tensor2D>(kernel1), as<tf.Tensor1D>(bias1), "relu");
  return dense(hidden, as<tf.Tensor2D>(kernel2), as<tf.Tensor1D>(bias2));
}

/** Kernels drawn as of He et al. 2015, biases 0. */
function drawWeights(inputs: number, random: RandomStream): tf.Variable[] {
  const kernel = (rows: number, columns: number) => {
    const scale = Math.sqrt(2 / rows);
    return tf.variable(
      tf.tensor2d(
        Float32Array.from({ length: rows * columns }, () => scale * random.normal()),
        [rows, columns],
      ),
    );
  };
  const bias = (size: number) => tf.variable(tf.zeros([size]));
  return [kernel(inputs, HIDDEN), bias(HIDDEN), kernel(HIDDEN, OUTPUTS), bias(OUTPUTS)];
}

const entry: BonusEntry = {
  name: "rnd",
  summary: "random network distillation: more where little like this was seen",
  create: (_environments, features, seed) => new NetworkDistillation(features, seed),
};

export default entry;
