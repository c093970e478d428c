import { levelHead } from "../backend/blocks/level-head.js";
import { moveHead } from "../backend/blocks/move-head.js";
import { poolContext } from "../backend/blocks/pool-context.js";
import { type Layer, twoDense } from "../backend/blocks/two-dense.js";
import {
  initializers,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
  input as symbolicInput,
} from "../backend/layers.js";
import { segmentLogSoftmax } from "../backend/ragged.js";
import * as tf from "../backend/tensorflow.js";
import { type Batch, moveStarts } from "./batch.js";
import { type NetworkShape, SPECIAL_MOVES } from "./network-shape.js";

/** Added to the logits of moves that are not legal: −Infinity would give gradients that are no numbers. */
const ILLEGAL = -1e9;

/** How the network's logits and values come about. */
export interface NetworkOptions {
  /** What the rule's scores, in units of their level, are divided by. */
  readonly temperature: number;
  /** Whether the rule's scores are part of the logits. */
  readonly indexPrior: boolean;
  /** Whether decisions go level by level, or among everything at once. Default: level by level. */
  readonly hierarchy?: boolean | undefined;
}

/** Of a batch, on the backend. */
export type Outputs = {
  /** Logarithms of the probabilities of all moves, in order. [N + 3 B] */
  readonly logProbabilities: tf.Tensor1D;
  /** [B] */
  readonly values: tf.Tensor1D;
};

/**
 * One network for all levels. What is known of each candidate goes through the same encoder; its mean and its greatest over
 * the candidates, and the context, make up a summary; a candidate's residual comes from its encoding and the summary, that
 * of STOP, UP and WAIT from the summary alone. Logits are what the rule makes of a move plus the residual, which is 0 at
 * first, so that an untrained network does as the rule does. Any number of candidates; their order does not matter. The
 * value has a head for each level.
 *
 * The layers are those of {@link model}, which is what is saved; they are applied here one by one, since samples have
 * different numbers of candidates.
 *
 * @example
 * const network = PolicyNetwork.create(shape, options, 1);
 * const { logProbabilities, values } = tf.tidy(() => network.forward(batch));
 */
export class PolicyNetwork {
  readonly #weights: Readonly<Record<string, tf.Variable>>;

  constructor(
    readonly model: LayersModel,
    readonly shape: NetworkShape,
    readonly options: NetworkOptions,
  ) {
    this.#weights = Object.fromEntries(
      model.trainableWeights.map((weight) => [weight.originalName, weight.read() as tf.Variable]),
    );
  }

  /** A network whose residuals are 0. @param seed of its other weights */
  static create(shape: NetworkShape, options: NetworkOptions, seed: number): PolicyNetwork {
    return new PolicyNetwork(createModel(shape, seed), shape, options);
  }

  /** Trainable weights, in an order that is always the same. */
  get weights(): tf.Variable[] {
    return Object.values(this.#weights);
  }

  /** Frees what the network takes. */
  dispose(): void {
    this.model.dispose();
  }

  /** To be called within `tf.tidy`. */
  forward(batch: Batch): Outputs {
    const { size, starts, levels } = batch;
    const { candidateFeatures, contextFeatures } = this.shape;
    const rows = starts[size]!;
    const x = tf.tensor2d(batch.candidates.subarray(0, rows * candidateFeatures), [rows, candidateFeatures]);
    const context = tf.tensor2d(batch.context.subarray(0, size * contextFeatures), [size, contextFeatures]);
    const encoded = twoDense(x, this.#layer("encoder_1"), this.#layer("encoder_2"), true);
    const known = poolContext(context, encoded, starts);
    const summary = twoDense(known, this.#layer("summary_1"), this.#layer("summary_2"));
    const layers = {
      encoded: this.#layer("candidate_encoded"),
      summary: this.#layer("candidate_summary"),
      candidate: this.#layer("candidate_residual"),
      special: this.#layer("special_residual"),
    };
    const prior = this.#priorLogits(batch, rows + SPECIAL_MOVES * size);
    const logProbabilities = moveHead(encoded, summary, layers, { starts, prior, sharpness: batch.sharpness ?? 1 });
    const { privilegedFeatures } = this.shape;
    const privileged = tf.tensor2d(batch.privileged, [size, privilegedFeatures]);
    const baseline = batch.baseline.subarray(0, size);
    const ofBatch = { summary, privileged, levels: levels.subarray(0, size), baseline };
    return { logProbabilities, values: levelHead(ofBatch, this.#layer("value"), this.#layer("value_privileged")) };
  }

  /** Logarithms of the probabilities of all moves as they are with residuals of 0: what the rule makes of them. [N + 3 B] */
  priorLogProbabilities(batch: Batch): tf.Tensor1D {
    const { starts, size, sharpness = 1 } = batch;
    const prior = this.#priorLogits(batch, starts[size]! + SPECIAL_MOVES * size);
    return segmentLogSoftmax(tf.mul(prior, sharpness) as tf.Tensor1D, moveStarts(starts));
  }

  /** What logits are before the residual: the rule's scores, and far below anything where a move is not legal. */
  #priorLogits({ legal, scores }: Batch, moves: number): tf.Tensor1D {
    const { temperature, indexPrior } = this.options;
    const logits = new Float32Array(moves);
    for (let i = 0; i < moves; i++) logits[i] = legal[i] === 1 ? (indexPrior ? scores[i]! / temperature : 0) : ILLEGAL;
    return tf.tensor1d(logits);
  }

  #layer(name: string): Layer {
    return {
      weights: this.#weights[`${name}/kernel`] as tf.Tensor as tf.Tensor2D,
      bias: this.#weights[`${name}/bias`] as tf.Tensor as tf.Tensor1D,
    };
  }
}

/** The layers, joined so that one model holds them all: its inputs and outputs are those of its parts. */
function createModel(shape: NetworkShape, seed: number): LayersModel {
  const { candidateFeatures, contextFeatures, privilegedFeatures, levels, hidden } = shape;
  let nth = 0;
  const layer = (name: string, units: number, of: SymbolicTensor, rest: "relu" | "linear" | "residual" = "linear") => {
    const kernelInitializer =
      rest === "residual" ? initializers.zeros() : initializers.heUniform({ seed: seed * 64 + nth++ });
    const activation = rest === "relu" ? "relu" : "linear";
    return layers.dense({ name, units, activation, kernelInitializer }).apply(of) as SymbolicTensor;
  };
  const candidate = symbolicInput({ shape: [candidateFeatures], name: "candidate" });
  const context = symbolicInput({ shape: [contextFeatures], name: "context" });
  const pooled = symbolicInput({ shape: [2 * hidden], name: "pooled" });
  const encoded = layer("encoder_2", hidden, layer("encoder_1", hidden, candidate, "relu"), "relu");
  const known = layers.concatenate().apply([context, pooled]) as SymbolicTensor;
  const summary = layer("summary_2", hidden, layer("summary_1", hidden, known, "relu"), "relu");
  const joint = layers
    .add()
    .apply([
      layer("candidate_encoded", hidden, encoded),
      layer("candidate_summary", hidden, summary),
    ]) as SymbolicTensor;
  const residual = layer("candidate_residual", 1, layers.reLU().apply(joint) as SymbolicTensor, "residual");
  const special = layer("special_residual", SPECIAL_MOVES, summary, "residual");
  const privileged = symbolicInput({ shape: [privilegedFeatures], name: "privileged" });
  const value = layers
    .add()
    .apply([
      layer("value", levels, summary, "residual"),
      layer("value_privileged", levels, privileged, "residual"),
    ]) as SymbolicTensor;
  return model({
    name: "cryogym_policy",
    inputs: [candidate, context, pooled, privileged],
    outputs: [residual, special, value],
  });
}
