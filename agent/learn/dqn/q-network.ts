import { dense } from "../backend/dense.js";
import { initializers, input, type LayersModel, layers, model, type SymbolicTensor } from "../backend/layers.js";
import { repeatRows } from "../backend/ragged.js";
import * as tf from "../backend/tensorflow.js";
import { flatFeatureNames, SHARED_FEATURES } from "./hole-features.js";
import type { HoleStates } from "./hole-states.js";

/** So many rows go through the network at a time: their layers stay in the processor's cache. */
const ROWS_AT_ONCE = 2048;

/**
 * Values holes: dense layers that are applied to each hole by itself. The layers are those of {@link model}, which is what
 * is saved.
 *
 * @example
 * const network = QNetwork.create([128, 256, 128], 1);
 * const values = network.evaluate(states);
 */
export class QNetwork {
  readonly #layers: readonly (readonly [kernel: tf.Variable, bias: tf.Variable])[];

  constructor(readonly model: LayersModel) {
    const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    this.#layers = Array.from({ length: weights.length / 2 }, (_, i) => [weights[2 * i]!, weights[2 * i + 1]!]);
  }

  /** @param hidden units of each hidden layer @param seed of its weights */
  static create(hidden: readonly number[], seed: number): QNetwork {
    const hole = input({ shape: [flatFeatureNames.length], name: "hole" });
    // As PyTorch initialises them: uniform, up to the root of 1 / inputs.
    const layer = (name: string, units: number, of: SymbolicTensor, nth: number, activation: "relu" | "linear") =>
      layers
        .dense({
          name,
          units,
          activation,
          kernelInitializer: initializers.varianceScaling({
            scale: 1 / 3,
            mode: "fanIn",
            distribution: "uniform",
            seed: seed * 64 + nth,
          }),
        })
        .apply(of) as SymbolicTensor;
    const last = hidden.reduce((of, units, i) => layer(`hidden_${i + 1}`, units, of, i, "relu"), hole);
    const outputs = layer("q_value", 1, last, hidden.length, "linear");
    return new QNetwork(model({ name: "cryogym_flat_dqn", inputs: hole, outputs }));
  }

  /** Trainable weights, in an order that is always the same. */
  get weights(): tf.Variable[] {
    return this.#layers.flat();
  }

  /** Frees what the network takes. */
  dispose(): void {
    this.model.dispose();
  }

  /** Values of rows of features, [N, features] to [N]; differentiable. To be called within `tf.tidy`. */
  forward(rows: tf.Tensor2D): tf.Tensor1D {
    const [kernel, bias] = this.#layers[0]!;
    return this.#rest(dense(rows, kernel as tf.Tensor as tf.Tensor2D, bias as tf.Tensor as tf.Tensor1D, "relu"));
  }

  /** Values of all rows of states. @returns [rows] */
  evaluate(states: HoleStates): Float32Array<ArrayBuffer> {
    const { size, groups, starts } = states;
    const values = new Float32Array(size);
    if (size === 0) return values;
    const [kernel, bias] = this.#layers[0]!;
    const units = bias.size;
    // The first layer is a sum over features: those that a group's holes have in common go through it once.
    const [ofPrediction, ofGroups] = tf.tidy(() => {
      const shared = tf.tensor2d(states.shared.subarray(0, groups * SHARED_FEATURES), [groups, SHARED_FEATURES]);
      const ofShared = tf.slice(kernel, [1, 0], [SHARED_FEATURES, units]) as tf.Tensor2D;
      return [
        tf.slice(kernel, [0, 0], [1, units]) as tf.Tensor2D,
        dense(shared, ofShared, bias as tf.Tensor as tf.Tensor1D, "linear"),
      ];
    });
    for (let group = 0; group < groups; ) {
      const from = group;
      const first = starts[from]!;
      while (group < groups && (group === from || starts[group + 1]! - first <= ROWS_AT_ONCE)) group++;
      const rows = starts[group]! - first;
      const chunk = tf.tidy(() => {
        const own = tf.matMul(tf.tensor2d(states.predicted.subarray(first, first + rows), [rows, 1]), ofPrediction);
        const common = repeatRows(
          tf.slice(ofGroups, [from, 0], [group - from, units]) as tf.Tensor2D,
          starts.slice(from, group + 1).map((start) => start - first),
        );
        return this.#rest(tf.relu(tf.add(own, common)) as tf.Tensor2D);
      });
      values.set(chunk.dataSync<"float32">(), first);
      chunk.dispose();
    }
    tf.dispose([ofPrediction, ofGroups]);
    return values;
  }

  #rest(hidden: tf.Tensor2D): tf.Tensor1D {
    let x = hidden;
    for (let i = 1; i < this.#layers.length; i++) {
      const [kernel, bias] = this.#layers[i]!;
      const activation = i === this.#layers.length - 1 ? "linear" : "relu";
      x = dense(x, kernel as tf.Tensor as tf.Tensor2D, bias as tf.Tensor as tf.Tensor1D, activation);
    }
    return tf.reshape(x, [x.shape[0]]) as tf.Tensor1D;
  }
}
