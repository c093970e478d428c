import { type KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { Belief } from "../../belief/belief.js";
import * as tf from "../backend/tensorflow.js";
import { FeatureNormaliser } from "../network/feature-normaliser.js";
import type { PolicyNetwork } from "../network/policy-network.js";
import type { DecisionTask, EpisodeSummary } from "../task/decision-task.js";
import type { ExplorationBonus } from "./bonus.js";
import { diverged } from "./diverged.js";
import type { Experience } from "./experience.js";

/** A bonus and what it counts for now. */
export interface WeightedBonus {
  readonly name: string;
  readonly bonus: ExplorationBonus;
  readonly weight: number;
}

/** The steps of one environment, in order, and what came after the last one. */
export interface Collected {
  /** Numbers in the experience. */
  readonly steps: Int32Array;
  /** Whether the episode ended with a step, for each of them: 1 terminated, 2 truncated. */
  readonly ends: Uint8Array;
  /** The value of the state that each truncated episode was left in, by step; and last that after the last step. */
  readonly nextValues: Float32Array;
}

/** Where the episode of an environment stands: enough to come back to it. */
export interface EpisodePlace {
  readonly episode: number;
  readonly moves: readonly number[];
}

/** A task that may have a belief. */
export type ActedTask = DecisionTask & { readonly belief?: Belief };

/**
 * Lets a network act in several environments at once, its choices drawn from its probabilities, and keeps what happened.
 * Episodes begin anew on their own; that is no step, and nothing of it is learned from.
 *
 * @example
 * const collected = actor.collect(network, experience, 128, bonuses);
 */
export class Actor {
  /** Features of all steps collected, not normalised; whoever reads it may put an empty one in its place. */
  seen: FeatureNormaliser;
  /** Episodes that ended in the collection made last. */
  readonly ended: EpisodeSummary[] = [];
  readonly #places: { episode: number; moves: number[] }[];
  readonly #began: Uint8Array;
  #round = 0;
  /** Milliseconds of the collection made last that the network took. */
  inferenceMilliseconds = 0;

  /**
   * @param tasks one environment each
   * @param random of its choices
   * @param firstEpisode of the first environment, the second having the next one; each goes on with the one that is
   *   `stride` later
   * @param now clock for what inference takes, milliseconds
   */
  constructor(
    readonly tasks: readonly ActedTask[],
    readonly random: KeyedRandom,
    readonly firstEpisode: number,
    readonly stride: number,
    readonly now: () => number = () => 0,
  ) {
    this.#places = tasks.map((_, i) => ({ episode: firstEpisode + i - stride, moves: [] }));
    this.#began = new Uint8Array(tasks.length);
    this.seen = FeatureNormaliser.create(tasks[0]!.candidateFeatures, tasks[0]!.contextFeatures);
  }

  /** Where it stands. */
  get state(): { readonly round: number; readonly places: readonly EpisodePlace[] } {
    return { round: this.#round, places: this.#places.map(({ episode, moves }) => ({ episode, moves: [...moves] })) };
  }

  /** Goes back to where it stood: plays what was played. */
  restore({ round, places }: Actor["state"], bonuses: readonly WeightedBonus[]): void {
    this.#round = round;
    for (const [i, { episode, moves }] of places.entries()) {
      this.#places[i] = { episode: episode - this.stride, moves: [] };
      this.#begin(i, bonuses);
      for (const move of moves) this.#step(i, move, bonuses);
    }
  }

  /**
   * Collects so many steps of each environment. Expects an empty experience.
   *
   * @throws UserError if the network has diverged
   */
  collect(
    network: PolicyNetwork,
    experience: Experience,
    rounds: number,
    bonuses: readonly WeightedBonus[],
  ): Collected[] {
    const count = this.tasks.length;
    this.ended.length = 0;
    this.inferenceMilliseconds = 0;
    for (let i = 0; i < count; i++) if (this.#began[i] === 0) this.#begin(i, bonuses);
    const collected = this.tasks.map(() => ({
      steps: new Int32Array(rounds),
      ends: new Uint8Array(rounds),
      nextValues: new Float32Array(rounds + 1),
    }));
    const steps = new Int32Array(count);
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < count; i++) steps[i] = this.#observe(i, experience, true);
      const before = this.now();
      const { logProbabilities, values } = evaluate(network, experience, steps);
      this.inferenceMilliseconds += this.now() - before;
      let first = 0;
      for (let i = 0; i < count; i++) {
        const step = steps[i]!;
        const moves = experience.countOf(step) + 3;
        const move = this.#draw(i, logProbabilities, first, moves);
        // Nothing is that improbable to a network whose outputs are beyond all bounds.
        if (this.tasks[i]!.input.legal[move] !== 1) throw diverged("the network has chosen a move that is not legal");
        experience.moves[step] = move;
        experience.logProbabilities[step] = logProbabilities[first + move]!;
        experience.values[step] = values[i]!;
        first += moves;
        const { kind } = this.tasks[i]!;
        const { step: result, bonus } = this.#step(i, move, bonuses);
        const { reward, seconds, terminated, truncated } = result;
        experience.kinds[step] = kind;
        experience.rewards[step] = reward;
        experience.bonuses[step] = bonus;
        experience.seconds[step] = seconds;
        const own = collected[i]!;
        own.steps[round] = step;
        own.ends[round] = terminated ? 1 : truncated ? 2 : 0;
        if (!terminated && !truncated) continue;
        if (truncated) own.nextValues[round] = this.#valueNow(i, network, experience);
        this.ended.push(this.tasks[i]!.summary());
        this.#begin(i, bonuses);
      }
      this.#round++;
    }
    for (const { bonus, weight } of bonuses) bonus.finish?.(experience, weight);
    const size = experience.size;
    for (let i = 0; i < count; i++) steps[i] = this.#observe(i, experience, false);
    const { values } = evaluate(network, experience, steps);
    for (let i = 0; i < count; i++) collected[i]!.nextValues[rounds] = values[i]!;
    experience.size = size;
    return collected;
  }

  #begin(i: number, bonuses: readonly WeightedBonus[]): void {
    const place = this.#places[i]!;
    place.episode += this.stride;
    place.moves.length = 0;
    this.tasks[i]!.begin(place.episode);
    this.#began[i] = 1;
    for (const { bonus } of bonuses) bonus.begin(i, this.tasks[i]!.belief);
  }

  /** Makes a move. @returns what it led to, and the bonuses for it */
  #step(i: number, move: number, bonuses: readonly WeightedBonus[]) {
    const task = this.tasks[i]!;
    this.#places[i]!.moves.push(move);
    let bonus = 0;
    for (const { bonus: kind, weight } of bonuses) {
      bonus += weight * kind.before({ environment: i, input: task.input, move });
    }
    const step = task.step(move);
    if (step.seconds > 0 && !step.terminated) {
      for (const { bonus: kind, weight } of bonuses) bonus += weight * kind.after(i, task.belief);
    }
    return { step, bonus };
  }

  #observe(i: number, experience: Experience, sees: boolean): number {
    const { input, baseline, privileged } = this.tasks[i]!;
    if (sees) this.seen.see(input.candidates, input.count, input.context);
    return experience.add(input, baseline, privileged);
  }

  /** The value of the state in which an environment stands, leaving no trace in the experience. */
  #valueNow(i: number, network: PolicyNetwork, experience: Experience): number {
    const size = experience.size;
    const { values } = evaluate(network, experience, Int32Array.of(this.#observe(i, experience, false)));
    experience.size = size;
    return values[0]!;
  }

  #draw(i: number, logProbabilities: Float32Array, first: number, moves: number): number {
    const level = this.random.uniform(i, RandomKind.Policy, this.#round);
    let sum = 0;
    let last = 0;
    for (let move = 0; move < moves; move++) {
      const probability = Math.exp(logProbabilities[first + move]!);
      if (probability === 0) continue;
      last = move;
      sum += probability;
      if (level < sum) return move;
    }
    return last;
  }
}

function evaluate(network: PolicyNetwork, experience: Experience, steps: Int32Array) {
  const batch = experience.batch(steps);
  const { logProbabilities, values } = tf.tidy(() => network.forward(batch));
  const result = { logProbabilities: logProbabilities.dataSync<"float32">(), values: values.dataSync<"float32">() };
  tf.dispose([logProbabilities, values]);
  return result;
}
