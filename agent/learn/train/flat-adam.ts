import * as tf from "../backend/tensorflow.js";

/** Everything that Adam's next step depends on, but for the weights. */
export interface AdamState {
  readonly steps: number;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

/** TensorFlow.js's Adam (Kingma & Ba 2015), with a step size that changes. */
class ScheduledAdam extends tf.AdamOptimizer {
  constructor() {
    super(1, 0.9, 0.999, 1e-5);
  }

  schedule(learningRate: number): void {
    this.learningRate = learningRate;
  }
}

/**
 * Adam on all weights of a network as one vector: a step is a few operations, however many layers there are.
 *
 * @example
 * const adam = new FlatAdam(weights);
 * adam.step(gradient, 3e-4);
 * adam.weights(); // changed
 */
export class FlatAdam {
  readonly #variable: tf.Variable;
  #adam = new ScheduledAdam();

  constructor(weights: Float32Array) {
    this.#variable = tf.variable(tf.tensor1d(weights));
  }

  weights(): Float32Array<ArrayBuffer> {
    return Float32Array.from(this.#variable.dataSync<"float32">());
  }

  /** One step against a gradient. */
  step(gradient: Float32Array, learningRate: number): void {
    this.#adam.schedule(learningRate);
    const tensor = tf.tensor1d(gradient);
    this.#adam.applyGradients([{ name: this.#variable.name, tensor }]);
    tensor.dispose();
  }

  /** Undefined before the first step. */
  async state(): Promise<AdamState | undefined> {
    const [count, first, second] = await this.#adam.getWeights();
    const steps = count!.tensor.dataSync()[0]!;
    count!.tensor.dispose();
    if (first === undefined) return undefined;
    const numbers = (tensor: tf.Tensor) => Float32Array.from(tensor.dataSync<"float32">());
    return { steps, firstMoment: numbers(first.tensor), secondMoment: numbers(second!.tensor) };
  }

  /**
   * Goes on from a state. What TensorFlow.js makes of a state differs by roundings from what has just run, so a run that
   * is to go on like one that was interrupted restores its own state wherever it saves it.
   */
  async restore({ steps, firstMoment, secondMoment }: AdamState): Promise<void> {
    this.#adam.dispose();
    this.#adam = new ScheduledAdam();
    const { name } = this.#variable;
    const named = [
      { name: "iter", tensor: tf.scalar(steps, "int32") as tf.Tensor },
      { name: `${name}/m`, tensor: tf.tensor1d(firstMoment) as tf.Tensor },
      { name: `${name}/v`, tensor: tf.tensor1d(secondMoment) as tf.Tensor },
    ];
    await this.#adam.setWeights(named);
    tf.dispose(named.map(({ tensor }) => tensor));
  }

  dispose(): void {
    this.#adam.dispose();
    this.#variable.dispose();
  }
}
