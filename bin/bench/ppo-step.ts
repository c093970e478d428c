import { dense } from "../../agent/learn/backend/dense.js";
import { gatherFlat, repeatRows, segmentLogSoftmax, segmentMean } from "../../agent/learn/backend/ragged.js";
import * as tf from "../../agent/learn/backend/tensorflow.js";
import { cutToLength } from "../../agent/learn/train/cut-to-length.js";
import { FlatAdam } from "../../agent/learn/train/flat-adam.js";
import { readGradients, readWeights, writeWeights } from "../../agent/learn/train/flat-weights.js";
import type { RandomStream } from "../../env/random/random-stream.js";

/** Numbers of each candidate, and of each hidden layer. */
export const FEATURES = 16;
const WIDTH = 64;

const CLIP = 0.2;
const ENTROPY_WEIGHT = 0.01;
const LARGEST_NORM = 0.5;
const LEARNING_RATE = 3e-4;
const MASKED = -1e9;

type Layer = readonly [weights: tf.Variable<tf.Rank.R2>, bias: tf.Variable<tf.Rank.R1>];

/** A batch of decisions, each with its own number of candidates, drawn at random. */
export interface Batch {
  readonly candidates: Float32Array;
  readonly starts: Int32Array;
  readonly chosen: Int32Array;
  readonly oldLogProbabilities: Float32Array;
  readonly advantages: Float32Array;
  readonly returns: Float32Array;
}

/** Draws decisions with 1 to 31 candidates, 16 on average. */
export function drawBatch(random: RandomStream, samples: number): Batch {
  const starts = new Int32Array(samples + 1);
  for (let b = 0; b < samples; b++) starts[b + 1] = starts[b]! + 1 + random.integer(31);
  const numbers = (n: number) => Float32Array.from({ length: n }, () => random.uniform() * 2 - 1);
  return {
    candidates: numbers(starts[samples]! * FEATURES),
    starts,
    chosen: Int32Array.from({ length: samples }, (_, b) => random.integer(starts[b + 1]! - starts[b]!)),
    oldLogProbabilities: numbers(samples).map((value) => value - 2.7),
    advantages: numbers(samples),
    returns: numbers(samples),
  };
}

/** A small actor and critic of the size that policies have: 64 wide, ReLU, candidates pooled by their mean. */
export class BenchAgent {
  readonly #layers: readonly Layer[];
  readonly #optimizer: FlatAdam;

  constructor() {
    const sizes = [
      [FEATURES, WIDTH],
      [WIDTH, WIDTH],
      [WIDTH, WIDTH],
      [WIDTH, WIDTH],
      [WIDTH, 1],
      [WIDTH, WIDTH],
      [WIDTH, 1],
    ] as const;
    this.#layers = sizes.map(([inputs, outputs], i) => [
      tf.variable(tf.randomUniform([inputs, outputs], -0.2, 0.2, "float32", i + 1)),
      tf.variable(tf.zeros([outputs])),
    ]);
    this.#optimizer = new FlatAdam(readWeights(this.#layers.flat()));
  }

  /** Logits of candidates; uploads features, downloads logits. */
  score(features: Float32Array): Float32Array {
    const candidates = features.length / FEATURES;
    const logits = tf.tidy(() => {
      const x = tf.tensor2d(features, [candidates, FEATURES]);
      return this.#ragged(x, Int32Array.of(0, candidates)).logits;
    });
    const values = logits.dataSync<"float32">();
    logits.dispose();
    return values;
  }

  /** One update on a ragged batch; the loss before it. */
  step(batch: Batch): number {
    return this.#update(batch, () => this.#raggedLogProbabilities(batch));
  }

  /** The same with every sample padded to `width` candidates and the rest masked, as is done without ragged kernels. */
  paddedStep(batch: Batch, width: number): number {
    return this.#update(batch, () => this.#paddedLogProbabilities(batch, width));
  }

  dispose(): void {
    tf.dispose(this.#layers.flat());
  }

  #update(batch: Batch, forward: () => Outputs): number {
    const variables = this.#layers.flat();
    return tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => loss(batch, forward()), variables);
      const gradient = readGradients(variables, grads);
      cutToLength(gradient, LARGEST_NORM);
      this.#optimizer.step(gradient, LEARNING_RATE);
      writeWeights(variables, this.#optimizer.weights);
      return value.dataSync()[0]!;
    });
  }

  #dense(x: tf.Tensor2D, layer: number, activation: "linear" | "relu" = "linear"): tf.Tensor2D {
    const [weights, bias] = this.#layers[layer]!;
    return dense(x, weights, bias, activation);
  }

  #ragged(x: tf.Tensor2D, starts: Int32Array): { readonly logits: tf.Tensor1D; readonly values: tf.Tensor1D } {
    const rows = this.#dense(this.#dense(x, 0, "relu"), 1, "relu");
    const pooled = segmentMean(rows, starts);
    const joint: tf.Tensor2D = tf.relu(tf.add(this.#dense(rows, 2), repeatRows(this.#dense(pooled, 3), starts)));
    return {
      logits: tf.reshape(this.#dense(joint, 4), [x.shape[0]]),
      values: tf.reshape(this.#dense(this.#dense(pooled, 5, "relu"), 6), [starts.length - 1]),
    };
  }

  #raggedLogProbabilities({ candidates, starts, chosen }: Batch): Outputs {
    const x = tf.tensor2d(candidates, [starts.at(-1)!, FEATURES]);
    const { logits, values } = this.#ragged(x, starts);
    const logProbabilities = segmentLogSoftmax(logits, starts);
    const terms = tf.mul(tf.exp(logProbabilities), logProbabilities);
    return {
      chosen: gatherFlat(
        logProbabilities,
        chosen.map((candidate, b) => starts[b]! + candidate),
      ),
      entropy: tf.neg(tf.div(tf.sum(terms), starts.length - 1)),
      values,
    };
  }

  #paddedLogProbabilities(batch: Batch, width: number): Outputs {
    const { features, mask } = pad(batch, width);
    const samples = batch.starts.length - 1;
    const valid = tf.tensor2d(mask, [samples, width]);
    const x = tf.tensor2d(features, [samples * width, FEATURES]);
    const rows = this.#dense(this.#dense(x, 0, "relu"), 1, "relu");
    const kept = tf.mul(tf.reshape(rows, [samples, width, WIDTH]), tf.expandDims(valid, 2));
    const pooled: tf.Tensor2D = tf.div(tf.sum(kept, 1), tf.sum(valid, 1, true));
    const context = tf.reshape(this.#dense(pooled, 3), [samples, 1, WIDTH]);
    const joint = tf.relu(tf.add(tf.reshape(this.#dense(rows, 2), [samples, width, WIDTH]), context));
    const logits = tf.reshape(this.#dense(tf.reshape(joint, [samples * width, WIDTH]), 4), [samples, width]);
    const logProbabilities = tf.logSoftmax(tf.add(logits, tf.mul(tf.sub(1, valid), MASKED)));
    const terms = tf.mul(tf.exp(logProbabilities), tf.mul(logProbabilities, valid));
    const oneHot = tf.oneHot(tf.tensor1d(batch.chosen, "int32"), width);
    return {
      chosen: tf.sum(tf.mul(logProbabilities, oneHot), 1),
      entropy: tf.neg(tf.div(tf.sum(terms), samples)),
      values: tf.reshape(this.#dense(this.#dense(pooled, 5, "relu"), 6), [samples]),
    };
  }
}

interface Outputs {
  /** Logarithms of the probabilities of what was chosen. */
  readonly chosen: tf.Tensor1D;
  readonly entropy: tf.Scalar;
  readonly values: tf.Tensor1D;
}

/** Clipped surrogate, squared error of values, entropy. */
function loss({ oldLogProbabilities, advantages, returns }: Batch, { chosen, entropy, values }: Outputs): tf.Scalar {
  const advantage = tf.tensor1d(advantages);
  const ratio = tf.exp(tf.sub(chosen, tf.tensor1d(oldLogProbabilities)));
  const clipped = tf.clipByValue(ratio, 1 - CLIP, 1 + CLIP);
  const surrogate = tf.mean(tf.minimum(tf.mul(ratio, advantage), tf.mul(clipped, advantage)));
  const error = tf.mean(tf.square(tf.sub(values, tf.tensor1d(returns))));
  return tf.sub(tf.mul(error, 0.5), tf.add(surrogate, tf.mul(entropy, ENTROPY_WEIGHT)));
}

function pad({ candidates, starts }: Batch, width: number): { features: Float32Array; mask: Float32Array } {
  const samples = starts.length - 1;
  const features = new Float32Array(samples * width * FEATURES);
  const mask = new Float32Array(samples * width);
  for (let b = 0; b < samples; b++) {
    features.set(candidates.subarray(starts[b]! * FEATURES, starts[b + 1]! * FEATURES), b * width * FEATURES);
    mask.fill(1, b * width, b * width + starts[b + 1]! - starts[b]!);
  }
  return { features, mask };
}
