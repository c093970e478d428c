import { shuffleInPlace } from "simple-statistics";
import type { KeyedRandom } from "../../../env/random/keyed-random.js";
import { RandomKind } from "../../../env/random/keyed-random.js";
import * as tf from "../backend/tensorflow.js";
import { FeatureNormaliser, type NormaliserJson } from "../network/feature-normaliser.js";
import type { PolicyNetwork } from "../network/policy-network.js";
import type { EpisodeSummary } from "../task/decision-task.js";
import { type ActedTask, Actor, type Collected, type WeightedBonus } from "./actor.js";
import { fillAdvantages } from "./advantages.js";
import { bonuses as bonusKinds } from "./bonuses/index.js";
import { Experience } from "./experience.js";
import { overwriteWeights, readGradients } from "./flat-weights.js";
import { normaliseByKind } from "./normalise-by-kind.js";
import { picked } from "./picked.js";
import { lossParts, ppoLoss } from "./ppo-loss.js";
import type { PpoOptions } from "./ppo-options.js";

/** What a lane is told before it collects. */
export interface CollectRequest {
  readonly weights: Float32Array;
  readonly normaliser: NormaliserJson;
  /** What logits are multiplied by in this iteration. */
  readonly sharpness: number;
  /** What each bonus counts for in this iteration. */
  readonly bonusWeights: Readonly<Record<string, number>>;
}

/** What a lane says of what it has collected. */
export interface CollectReport {
  readonly steps: number;
  readonly episodes: readonly EpisodeSummary[];
  /** Features that were seen. */
  readonly seen: NormaliserJson;
  /** Sums over all steps: of advantages, of their squares, of returns, of their squares, of squared errors of values. */
  readonly advantage: number;
  readonly advantageSquares: number;
  readonly returns: number;
  readonly returnSquares: number;
  readonly errorSquares: number;
  readonly bonus: number;
  readonly milliseconds: number;
  /** Of these, those that the network took. */
  readonly inferenceMilliseconds: number;
}

/** A part of an iteration's experience to learn from. */
export interface GradientRequest {
  readonly weights: Float32Array;
  /** Which epoch of the iteration, and which of its minibatches out of how many. */
  readonly epoch: number;
  readonly minibatch: number;
  readonly minibatches: number;
  readonly learnsPolicy: boolean;
  /** Of all lanes' advantages. */
  readonly advantageMean: number;
  readonly advantageDeviation: number;
}

export interface GradientReport {
  /** Steps that the gradient is a mean over. */
  readonly steps: number;
  readonly gradient: Float32Array;
  /** Means of `lossParts`. */
  readonly parts: readonly number[];
  readonly milliseconds: number;
}

/** Where a lane stands, between two iterations: plain JSON. */
export interface LaneState {
  readonly iteration: number;
  readonly actor: Actor["state"];
  readonly bonuses: Readonly<Record<string, unknown>>;
}

/**
 * One worker's share of training: its environments, its copy of the network, and the experience that it has collected,
 * which stays where it is; what travels is weights and gradients. Several of them learn together.
 */
export class Lane {
  readonly #experience: Experience;
  readonly #actor: Actor;
  readonly #bonuses: readonly { readonly name: string; readonly bonus: WeightedBonus["bonus"] }[];
  #iteration = 0;
  /** The order of the epoch that was asked for last. */
  #order: { readonly key: number; readonly steps: Int32Array } = { key: -1, steps: new Int32Array() };

  /**
   * @param random of this lane
   * @param lane its number, from 0
   * @param lanes how many there are
   * @param now clock for reports, milliseconds
   */
  constructor(
    tasks: readonly ActedTask[],
    readonly network: PolicyNetwork,
    readonly options: PpoOptions,
    readonly random: KeyedRandom,
    lane: number,
    lanes: number,
    readonly now: () => number,
  ) {
    const { candidateFeatures, contextFeatures } = tasks[0]!;
    const count = tasks.length;
    this.#actor = new Actor(tasks, random, lane * count, lanes * count, now);
    this.#experience = new Experience(tasks[0]!, FeatureNormaliser.create(candidateFeatures, contextFeatures));
    this.#bonuses = Object.keys(options.bonuses).map((name, i) => ({
      name,
      bonus: bonusKinds.get(name).create(count, tasks[0]!, 1000 * lane + i),
    }));
  }

  get state(): LaneState {
    return {
      iteration: this.#iteration,
      actor: this.#actor.state,
      bonuses: Object.fromEntries(this.#bonuses.map(({ name, bonus }) => [name, bonus.save?.() ?? null])),
    };
  }

  restore(state: LaneState): void {
    this.#iteration = state.iteration;
    const weighted = this.#bonuses.map(({ name, bonus }) => ({ name, bonus, weight: 0 }));
    this.#actor.restore(state.actor, weighted);
    for (const { name, bonus } of this.#bonuses) bonus.restore?.(state.bonuses[name]);
  }

  /** Collects the experience of an iteration and estimates its advantages. */
  collect({ weights, normaliser, sharpness, bonusWeights }: CollectRequest): CollectReport {
    const before = this.now();
    const { candidateFeatures, contextFeatures } = this.#experience;
    overwriteWeights(this.network.weights, weights);
    const experience = this.#experience;
    experience.clear();
    experience.sharpness = sharpness;
    experience.normaliser = FeatureNormaliser.fromJSON(normaliser, candidateFeatures, contextFeatures);
    this.#actor.seen = FeatureNormaliser.create(candidateFeatures, contextFeatures);
    const weighted = this.#bonuses.map(({ name, bonus }) => ({ name, bonus, weight: bonusWeights[name] ?? 0 }));
    const collected = this.#actor.collect(this.network, experience, this.options.rounds, weighted);
    for (const own of collected) this.#estimate(own);
    const { advantages: all, kinds, size } = experience;
    if (this.options.normalise_advantages === "scenario") normaliseByKind(all.subarray(0, size), kinds);
    this.#iteration++;
    let [advantage, advantageSquares, returns, returnSquares, errorSquares, bonus] = [0, 0, 0, 0, 0, 0];
    for (let step = 0; step < experience.size; step++) {
      advantage += experience.advantages[step]!;
      advantageSquares += experience.advantages[step]! ** 2;
      returns += experience.returns[step]!;
      returnSquares += experience.returns[step]! ** 2;
      errorSquares += (experience.returns[step]! - experience.values[step]!) ** 2;
      bonus += experience.bonuses[step]!;
    }
    return {
      steps: experience.size,
      episodes: [...this.#actor.ended],
      seen: this.#actor.seen.toJSON(),
      advantage,
      advantageSquares,
      returns,
      returnSquares,
      errorSquares,
      bonus,
      milliseconds: this.now() - before,
      inferenceMilliseconds: this.#actor.inferenceMilliseconds,
    };
  }

  /** The gradient of the loss over this lane's part of a minibatch. @param into where it is written, if not into a new array */
  gradient(request: GradientRequest, into?: Float32Array): GradientReport {
    const before = this.now();
    const { weights, minibatch, minibatches, learnsPolicy, advantageMean, advantageDeviation } = request;
    overwriteWeights(this.network.weights, weights);
    const order = this.#shuffled(request.epoch);
    const first = Math.floor((minibatch * order.length) / minibatches);
    const steps = order.subarray(first, Math.floor(((minibatch + 1) * order.length) / minibatches));
    const advantages = picked(this.#experience.advantages, steps);
    for (let i = 0; i < advantages.length; i++) advantages[i] = (advantages[i]! - advantageMean) / advantageDeviation;
    let parts: tf.Tensor1D | undefined;
    const { value, grads } = tf.variableGrads(
      () =>
        ppoLoss(this.network, this.#experience, steps, advantages, this.options, learnsPolicy, (means) => {
          parts = means;
        }),
      this.network.weights,
    );
    const gradient = readGradients(this.network.weights, grads, into);
    const means = [...parts!.dataSync()];
    tf.dispose([value, grads, parts!]);
    return { steps: steps.length, gradient, parts: means, milliseconds: this.now() - before };
  }

  #estimate({ steps, ends, nextValues }: Collected): void {
    const experience = this.#experience;
    const pick = (column: Float32Array, from: number, to: number) => picked(column, steps.subarray(from, to));
    let from = 0;
    for (let round = 0; round < steps.length; round++) {
      const isLast = round === steps.length - 1;
      if (ends[round] === 0 && !isLast) continue;
      const to = round + 1;
      const rewards = pick(experience.rewards, from, to);
      const own = steps.subarray(from, to);
      for (let i = 0; i < own.length; i++) rewards[i]! += experience.bonuses[own[i]!]!;
      const nextValue = ends[round] === 1 ? 0 : ends[round] === 2 ? nextValues[round]! : nextValues[to]!;
      const into = new Float32Array(own.length);
      const values = pick(experience.values, from, to);
      const { gamma_per_hour, lambda_per_minute } = this.options;
      fillAdvantages(
        { rewards, seconds: pick(experience.seconds, from, to), values, nextValue },
        { gammaPerHour: gamma_per_hour, lambdaPerMinute: lambda_per_minute },
        into,
      );
      for (let i = 0; i < own.length; i++) {
        experience.advantages[own[i]!] = into[i]!;
        experience.returns[own[i]!] = into[i]! + values[i]!;
      }
      from = to;
    }
  }

  /** All steps in an order that depends on iteration and epoch alone. */
  #shuffled(epoch: number): Int32Array {
    const key = 1000 * this.#iteration + epoch;
    if (this.#order.key !== key || this.#order.steps.length !== this.#experience.size) {
      const order = Array.from({ length: this.#experience.size }, (_, i) => i);
      const stream = this.random.stream(key, RandomKind.Policy);
      this.#order = { key, steps: Int32Array.from(shuffleInPlace(order, () => stream.uniform())) };
    }
    return this.#order.steps;
  }
}

/** Of `parts` in a {@link GradientReport}, by name. */
export function namedParts(parts: readonly number[]): Record<(typeof lossParts)[number], number> {
  return Object.fromEntries(lossParts.map((name, i) => [name, parts[i]!])) as Record<
    (typeof lossParts)[number],
    number
  >;
}
