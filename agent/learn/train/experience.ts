import type { DecisionInput } from "../input/decision-input.js";
import type { Batch } from "../network/batch.js";
import type { FeatureNormaliser } from "../network/feature-normaliser.js";
import { type NetworkShape, SPECIAL_MOVES } from "../network/network-shape.js";
import { picked } from "./picked.js";

/** Numbers of features. */
export type FeatureCounts = Pick<NetworkShape, "candidateFeatures" | "contextFeatures" | "privilegedFeatures">;

/** Steps as a file holds them: as `Experience`, without what only training estimates. */
export interface ExperienceColumns {
  readonly moves: Int32Array;
  readonly levels: Uint8Array;
  /** Where each step's candidates begin. */
  readonly starts: Int32Array;
  readonly context: Float32Array;
  readonly candidates: Float32Array;
  readonly legal: Uint8Array;
  readonly scores: Float32Array;
}

/**
 * Steps in the order in which they were taken, their inputs as the network got them (without a normaliser: as they are),
 * candidates one after the other without padding. What was legal when a move was chosen stays with it.
 *
 * @example
 * const step = experience.add(input, baseline);
 * const { logProbabilities } = network.forward(experience.batch(Int32Array.of(step)));
 */
export class Experience {
  /** Steps so far. */
  size = 0;
  /** What the logits of the policy that takes these steps are multiplied by. */
  sharpness = 1;
  moves = new Int32Array(1024);
  logProbabilities = new Float32Array(1024);
  values = new Float32Array(1024);
  rewards = new Float32Array(1024);
  bonuses = new Float32Array(1024);
  seconds = new Float32Array(1024);
  levels = new Uint8Array(1024);
  /** Kinds of the episodes that steps are of. */
  kinds = new Uint16Array(1024);
  baselines = new Float32Array(1024);
  advantages = new Float32Array(1024);
  returns = new Float32Array(1024);
  #starts = new Int32Array(1025);
  #context: Float32Array;
  #privileged: Float32Array;
  #candidates: Float32Array;
  #legal = new Uint8Array(32 * 1024);
  #scores = new Float32Array(32 * 1024);

  readonly candidateFeatures: number;
  readonly contextFeatures: number;
  readonly privilegedFeatures: number;

  constructor(
    { candidateFeatures, contextFeatures, privilegedFeatures }: FeatureCounts,
    public normaliser?: FeatureNormaliser,
  ) {
    this.candidateFeatures = candidateFeatures;
    this.contextFeatures = contextFeatures;
    this.privilegedFeatures = privilegedFeatures;
    this.#context = new Float32Array(1024 * contextFeatures);
    this.#privileged = new Float32Array(1024 * privilegedFeatures);
    this.#candidates = new Float32Array(16 * 1024 * candidateFeatures);
  }

  /** Forgets all steps. */
  clear(): void {
    this.size = 0;
  }

  /**
   * Adds a step, its features normalised; the move and what comes of it are written into the columns later.
   *
   * @returns its number
   */
  add(input: DecisionInput, baseline = 0, privileged?: Float32Array): number {
    const step = this.size++;
    this.#reserve(input.count);
    this.levels[step] = input.level;
    this.baselines[step] = baseline;
    const start = this.#starts[step]!;
    this.#starts[step + 1] = start + input.count;
    copy(input.candidates, this.#candidates, start * this.candidateFeatures, input.count * this.candidateFeatures);
    copy(input.context, this.#context, step * this.contextFeatures, this.contextFeatures);
    for (let i = 0; i < this.privilegedFeatures; i++) {
      this.#privileged[step * this.privilegedFeatures + i] = privileged?.[i] ?? 0;
    }
    this.normaliser?.applyToCandidates(this.#candidates, start, input.count);
    this.normaliser?.applyToContext(this.#context, step, 1);
    const firstMove = start + SPECIAL_MOVES * step;
    const moves = input.count + SPECIAL_MOVES;
    for (let i = 0; i < moves; i++) {
      this.#legal[firstMove + i] = input.legal[i]!;
      this.#scores[firstMove + i] = input.scores[i]!;
    }
    return step;
  }

  /**
   * Of each of some steps, the features of the candidate that was chosen, 0 for STOP, UP and WAIT, and of its context.
   * [steps × (candidate features + context features)]
   */
  chosen(steps: Int32Array): Float32Array {
    const { candidateFeatures, contextFeatures } = this;
    const width = candidateFeatures + contextFeatures;
    const features = new Float32Array(steps.length * width);
    for (const [i, step] of steps.entries()) {
      const candidate = this.moves[step]! - SPECIAL_MOVES;
      if (candidate >= 0) {
        const at = (this.#starts[step]! + candidate) * candidateFeatures;
        features.set(this.#candidates.subarray(at, at + candidateFeatures), i * width);
      }
      const context = this.#context.subarray(step * contextFeatures, (step + 1) * contextFeatures);
      features.set(context, i * width + candidateFeatures);
    }
    return features;
  }

  /** What a file has to hold of steps whose moves are what matters. Views: not to be changed. */
  columns(): ExperienceColumns {
    const { size } = this;
    const rows = this.#starts[size]!;
    const moves = rows + SPECIAL_MOVES * size;
    return {
      moves: this.moves.subarray(0, size),
      levels: this.levels.subarray(0, size),
      starts: this.#starts.subarray(0, size + 1),
      context: this.#context.subarray(0, size * this.contextFeatures),
      candidates: this.#candidates.subarray(0, rows * this.candidateFeatures),
      legal: this.#legal.subarray(0, moves),
      scores: this.#scores.subarray(0, moves),
    };
  }

  /** Adds steps that a file held, their features normalised. */
  addColumns({ moves, levels, starts, context, candidates, legal, scores }: ExperienceColumns): void {
    let move = 0;
    for (let i = 0; i < moves.length; i++) {
      const [first, end] = [starts[i]!, starts[i + 1]!];
      const count = end - first;
      const input: DecisionInput = {
        level: levels[i]!,
        count,
        candidates: candidates.subarray(first * this.candidateFeatures, end * this.candidateFeatures),
        context: context.subarray(i * this.contextFeatures, (i + 1) * this.contextFeatures),
        legal: legal.subarray(move, move + count + SPECIAL_MOVES),
        scores: scores.subarray(move, move + count + SPECIAL_MOVES),
      };
      this.moves[this.add(input)] = moves[i]!;
      move += count + SPECIAL_MOVES;
    }
  }

  /** Number of candidates of a step. */
  countOf(step: number): number {
    return this.#starts[step + 1]! - this.#starts[step]!;
  }

  /** The inputs of some steps, in this order. */
  batch(steps: Int32Array): Batch {
    const size = steps.length;
    const starts = new Int32Array(size + 1);
    for (let i = 0; i < size; i++) starts[i + 1] = starts[i]! + this.countOf(steps[i]!);
    const rows = starts[size]!;
    const { candidateFeatures, contextFeatures, privilegedFeatures } = this;
    const privileged = new Float32Array(size * privilegedFeatures);
    const candidates = new Float32Array(rows * candidateFeatures);
    const context = new Float32Array(size * contextFeatures);
    const legal = new Uint8Array(rows + SPECIAL_MOVES * size);
    const scores = new Float32Array(rows + SPECIAL_MOVES * size);
    // Fields are read once, and what is short is copied in loops: sooner than by a call for each.
    const [allStarts, allContext, allPrivileged] = [this.#starts, this.#context, this.#privileged];
    const [allLegal, allScores] = [this.#legal, this.#scores];
    for (let i = 0; i < size; i++) {
      const step = steps[i]!;
      const first = allStarts[step]!;
      const end = allStarts[step + 1]!;
      const rows = this.#candidates.subarray(first * candidateFeatures, end * candidateFeatures);
      candidates.set(rows, starts[i]! * candidateFeatures);
      const contextOf = step * contextFeatures;
      for (let k = 0; k < contextFeatures; k++) context[i * contextFeatures + k] = allContext[contextOf + k]!;
      const privilegedOf = step * privilegedFeatures;
      for (let k = 0; k < privilegedFeatures; k++) {
        privileged[i * privilegedFeatures + k] = allPrivileged[privilegedOf + k]!;
      }
      const firstMove = first + SPECIAL_MOVES * step;
      const moves = end - first + SPECIAL_MOVES;
      const to = starts[i]! + SPECIAL_MOVES * i;
      for (let k = 0; k < moves; k++) {
        legal[to + k] = allLegal[firstMove + k]!;
        scores[to + k] = allScores[firstMove + k]!;
      }
    }
    const levels = new Uint8Array(size);
    for (let i = 0; i < size; i++) levels[i] = this.levels[steps[i]!]!;
    const baseline = picked(this.baselines, steps);
    const { sharpness } = this;
    return { size, starts, candidates, context, privileged, levels, baseline, legal, scores, sharpness };
  }

  #reserve(count: number): void {
    const steps = this.size;
    if (this.moves.length < steps) {
      this.moves = grown(this.moves);
      this.logProbabilities = grown(this.logProbabilities);
      this.values = grown(this.values);
      this.rewards = grown(this.rewards);
      this.bonuses = grown(this.bonuses);
      this.seconds = grown(this.seconds);
      this.levels = grown(this.levels);
      this.kinds = grown(this.kinds);
      this.baselines = grown(this.baselines);
      this.advantages = grown(this.advantages);
      this.returns = grown(this.returns);
      this.#context = grown(this.#context);
      this.#privileged = grown(this.#privileged);
    }
    if (this.#starts.length < steps + 1) this.#starts = grown(this.#starts);
    const rows = this.#starts[steps - 1]! + count;
    while (this.#candidates.length < rows * this.candidateFeatures) this.#candidates = grown(this.#candidates);
    const moves = rows + SPECIAL_MOVES * steps;
    while (this.#legal.length < moves) {
      this.#legal = grown(this.#legal);
      this.#scores = grown(this.#scores);
    }
  }
}

function copy(from: Float32Array, into: Float32Array, at: number, length: number): void {
  for (let i = 0; i < length; i++) into[at + i] = from[i]!;
}

function grown<T extends Float32Array | Int32Array | Uint8Array | Uint16Array>(values: T): T {
  const larger = new (values.constructor as new (length: number) => T)(2 * values.length);
  larger.set(values);
  return larger;
}
