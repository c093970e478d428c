import { dense } from "../backend/dense.js";
import {
  initializers,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
  input as symbolicInput,
} from "../backend/layers.js";
import { gatherFlat, repeatRows, segmentLogSoftmax, segmentMax, segmentMean } from "../backend/ragged.js";
import * as tf from "../backend/tensorflow.js";
import { type Batch, moveOrder, moveStarts } from "./batch.js";
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
    const { candidateFeatures, contextFeatures, levels: levelCount } = this.shape;
    const rows = starts[size]!;
    const x = tf.tensor2d(batch.candidates.subarray(0, rows * candidateFeatures), [rows, candidateFeatures]);
    const context = tf.tensor2d(batch.context.subarray(0, size * contextFeatures), [size, contextFeatures]);
    const encoded = this.#dense(this.#dense(x, "encoder_1", "relu"), "encoder_2", "relu");
    const known = tf.concat2d([context, segmentMean(encoded, starts), segmentMax(encoded, starts)], 1);
    const summary = this.#dense(this.#dense(known, "summary_1", "relu"), "summary_2", "relu");
    const ofSummary = repeatRows(this.#dense(summary, "candidate_summary", "linear"), starts);
    const joint = tf.relu(tf.add(this.#dense(encoded, "candidate_encoded", "linear"), ofSummary)) as tf.Tensor2D;
    const ofCandidates = tf.reshape(this.#dense(joint, "candidate_residual", "linear"), [rows]);
    const ofSpecial = tf.reshape(this.#dense(summary, "special_residual", "linear"), [size * SPECIAL_MOVES]);
    const residuals = gatherFlat(
      tf.concat1d([ofCandidates as tf.Tensor1D, ofSpecial as tf.Tensor1D]),
      moveOrder(starts),
    );
    const prior = this.#priorLogits(batch, rows + SPECIAL_MOVES * size);
    const logits = tf.mul(tf.add(residuals, prior), batch.sharpness ?? 1) as tf.Tensor1D;
    const { privilegedFeatures } = this.shape;
    const privileged = tf.tensor2d(batch.privileged, [size, privilegedFeatures]);
    const ofLevels = tf.add(
      this.#dense(summary, "value", "linear"),
      this.#dense(privileged, "value_privileged", "linear"),
    );
    const heads = tf.reshape(ofLevels, [size * levelCount]) as tf.Tensor1D;
    const learned = gatherFlat(
      heads,
      Int32Array.from({ length: size }, (_, i) => i * levelCount + levels[i]!),
    );
    return {
      logProbabilities: segmentLogSoftmax(logits, moveStarts(starts)),
      values: tf.add(learned, tf.tensor1d(batch.baseline.subarray(0, size))) as tf.Tensor1D,
    };
  }

  /** What logits are before the residual: the rule's scores, and far below anything where a move is not legal. */
  #priorLogits({ legal, scores }: Batch, moves: number): tf.Tensor1D {
    const { temperature, indexPrior } = this.options;
    const logits = new Float32Array(moves);
    for (let i = 0; i < moves; i++) logits[i] = legal[i] === 1 ? (indexPrior ? scores[i]! / temperature : 0) : ILLEGAL;
    return tf.tensor1d(logits);
  }

  #dense(x: tf.Tensor2D, layer: string, activation: "relu" | "linear"): tf.Tensor2D {
    return dense(
      x,
      this.#weight<tf.Tensor2D>(`${layer}/kernel`),
      this.#weight<tf.Tensor1D>(`${layer}/bias`),
      activation,
    );
  }

  #weight<Of extends tf.Tensor>(name: string): Of {
    return this.#weights[name] as tf.Tensor as Of;
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
