/** Everything that Adam's next step depends on, but for the weights. */
export interface AdamState {
  readonly steps: number;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

const BETA_1 = 0.9;
const BETA_2 = 0.999;

/**
 * Adam (Kingma & Ba 2015, algorithm 1) on all weights of a network as one vector. In plain loops: `tf.train.adam` takes a
 * dozen operations for each layer, each of which costs more to call than to compute, and what it restores differs by
 * roundings from what it saved.
 *
 * @example
 * const adam = new FlatAdam(weights);
 * adam.step(gradient, 3e-4);
 * adam.weights; // changed
 */
export class FlatAdam {
  readonly weights: Float32Array<ArrayBuffer>;
  #steps = 0;
  readonly #first: Float32Array;
  readonly #second: Float32Array;

  /**
   * @param weights to begin with; they are copied
   * @param epsilon added to the root of the mean of squares; by default as is usual in PPO
   */
  constructor(
    weights: Float32Array,
    readonly epsilon = 1e-5,
  ) {
    this.weights = Float32Array.from(weights);
    this.#first = new Float32Array(weights.length);
    this.#second = new Float32Array(weights.length);
  }

  /** One step against a gradient. @throws RangeError if the gradient holds what is no finite number; nothing is changed then */
  step(gradient: Float32Array, learningRate: number): void {
    if (!allFinite(gradient)) throw new RangeError("the gradient has what is no finite number");
    this.#steps++;
    const rate = learningRate / (1 - BETA_1 ** this.#steps);
    const scale = 1 / (1 - BETA_2 ** this.#steps);
    // Fields are read once: twice as fast.
    const { weights, epsilon } = this;
    const firsts = this.#first;
    const seconds = this.#second;
    for (let i = 0; i < weights.length; i++) {
      const slope = gradient[i]!;
      const first = BETA_1 * firsts[i]! + (1 - BETA_1) * slope;
      const second = BETA_2 * seconds[i]! + (1 - BETA_2) * slope * slope;
      firsts[i] = first;
      seconds[i] = second;
      weights[i]! -= (rate * first) / (Math.sqrt(second * scale) + epsilon);
    }
  }

  /** A copy. */
  get state(): AdamState {
    return { steps: this.#steps, firstMoment: this.#first.slice(), secondMoment: this.#second.slice() };
  }

  /** @throws RangeError if the state is that of another number of weights */
  restore({ steps, firstMoment, secondMoment }: AdamState): void {
    if (firstMoment.length !== this.#first.length || secondMoment.length !== this.#second.length) {
      throw new RangeError(
        `the optimizer's state is of ${firstMoment.length} weights; this network has ${this.#first.length}`,
      );
    }
    this.#steps = steps;
    this.#first.set(firstMoment);
    this.#second.set(secondMoment);
  }
}

/** A loop: a function called for each number takes ten times as long. */
function allFinite(numbers: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += 0 * numbers[i]!;
  return sum === 0;
}
