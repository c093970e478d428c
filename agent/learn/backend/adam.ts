import { type NamedTensorMap, tensor, tidy, type Variable } from "./core.js";

/** Options of {@link Adam}. */
export interface AdamOptions {
  /** @defaultValue 3e-4 */
  readonly learningRate?: number;
  /** What of the last mean of gradients is kept. @defaultValue 0.9 */
  readonly beta1?: number;
  /** What of the last mean of squared gradients is kept. @defaultValue 0.999 */
  readonly beta2?: number;
  /** Added to the root of the mean of squares. @defaultValue 1e-5, as is usual in PPO */
  readonly epsilon?: number;
  /** Gradients longer than this, all variables together, are shortened to it. @defaultValue Infinity */
  readonly largestNorm?: number;
}

/** What {@link Adam} remembers, for checkpoints: means of gradients and of their squares, a pair for each variable. */
export interface AdamState {
  readonly steps: number;
  readonly moments: readonly (readonly [mean: Float32Array, square: Float32Array])[];
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1) with gradients clipped by their global norm. Updates in plain loops:
 * `tf.train.adam` runs a dozen operations for each variable, and in networks of a few thousand numbers each costs more to
 * call than to compute.
 *
 * @example
 * const adam = new Adam(variables, { largestNorm: 0.5 });
 * const { value, grads } = tf.variableGrads(loss, variables);
 * const norm = adam.apply(grads);
 * tf.dispose([value, grads]);
 */
export class Adam {
  /** May be changed between steps. */
  learningRate: number;
  readonly #variables: readonly Variable[];
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;
  readonly #largestNorm: number;
  readonly #moments: readonly (readonly [Float32Array, Float32Array])[];
  #steps = 0;

  constructor(
    variables: readonly Variable[],
    { learningRate = 3e-4, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-5, largestNorm = Infinity }: AdamOptions = {},
  ) {
    this.learningRate = learningRate;
    this.#variables = variables;
    this.#beta1 = beta1;
    this.#beta2 = beta2;
    this.#epsilon = epsilon;
    this.#largestNorm = largestNorm;
    this.#moments = variables.map(({ size }) => [new Float32Array(size), new Float32Array(size)]);
  }

  /**
   * Changes the variables by one step. Disposes of nothing that it is given.
   *
   * @param gradients by names of variables, as of `tf.variableGrads`; one that is missing counts as 0
   * @returns the norm of all gradients together, before clipping; if it is not finite, nothing is changed
   */
  apply(gradients: NamedTensorMap): number {
    const values = this.#variables.map(({ name, size }) => gradients[name]?.dataSync<"float32">() ?? zeros(size));
    let squares = 0;
    for (const gradient of values) for (let i = 0; i < gradient.length; i++) squares += gradient[i]! * gradient[i]!;
    const norm = Math.sqrt(squares);
    if (!Number.isFinite(norm)) return norm;
    this.#steps++;
    const scale = norm > this.#largestNorm ? this.#largestNorm / norm : 1;
    this.#variables.forEach((variable, index) => {
      const next = this.#step(variable.dataSync<"float32">(), values[index]!, scale, index);
      tidy(() => variable.assign(tensor(next, variable.shape)));
    });
    return norm;
  }

  /** A copy of what it remembers. */
  state(): AdamState {
    return { steps: this.#steps, moments: this.#moments.map(([mean, square]) => [mean.slice(), square.slice()]) };
  }

  /**
   * Goes on from what another remembered.
   *
   * @throws RangeError if that was for other variables
   */
  restore({ steps, moments }: AdamState): void {
    const lengths = (all: AdamState["moments"]) =>
      all.map(([mean, square]) => `${mean.length}+${square.length}`).join();
    if (lengths(moments) !== lengths(this.#moments)) {
      throw new RangeError("the state of the optimizer is of variables of other sizes");
    }
    this.#steps = steps;
    this.#moments.forEach(([mean, square], i) => {
      mean.set(moments[i]![0]);
      square.set(moments[i]![1]);
    });
  }

  #step(values: Float32Array, gradient: Float32Array, scale: number, index: number): Float32Array {
    const [mean, square] = this.#moments[index]!;
    const beta1 = this.#beta1;
    const beta2 = this.#beta2;
    const unbiased = this.learningRate / (1 - beta1 ** this.#steps);
    const epsilon = this.#epsilon;
    const squareScale = 1 / (1 - beta2 ** this.#steps);
    const next = new Float32Array(values.length);
    for (let i = 0; i < next.length; i++) {
      const slope = gradient[i]! * scale;
      const m = beta1 * mean[i]! + (1 - beta1) * slope;
      const v = beta2 * square[i]! + (1 - beta2) * slope * slope;
      mean[i] = m;
      square[i] = v;
      next[i] = values[i]! - (unbiased * m) / (Math.sqrt(v * squareScale) + epsilon);
    }
    return next;
  }
}

function zeros(size: number): Float32Array {
  return new Float32Array(size);
}
