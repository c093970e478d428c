import { setImmediate as aTurn } from "node:timers/promises";
import { UserError } from "../../../env/errors.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import * as tf from "../backend/tensorflow.js";
import { cutToLength } from "../train/cut-to-length.js";
import { type AdamState, FlatAdam } from "../train/flat-adam.js";
import { readGradients, readWeights, writeWeights } from "../train/flat-weights.js";
import type { DqnOptions } from "./dqn-options.js";
import type { EpisodeLog } from "./episode-log.js";
import type { FlatEpisode, FlatTask } from "./flat-task.js";
import { flatFeatureNames } from "./hole-features.js";
import { HoleStates } from "./hole-states.js";
import { type NStep, nStep } from "./n-step.js";
import { QNetwork } from "./q-network.js";
import { ReplayBuffer, type ReplayJson } from "./replay-buffer.js";

/** The weights that did best in the validation so far. */
export interface BestWeights {
  readonly weights: Float32Array<ArrayBuffer>;
  /** Mean return of the validation's episodes. */
  readonly return: number;
  readonly iteration: number;
}

/** Everything that training goes on from, between two iterations. */
export interface DqnState {
  /** Iterations, rounds and gradient steps done. */
  readonly iteration: number;
  readonly rounds: number;
  readonly updates: number;
  readonly weights: Float32Array<ArrayBuffer>;
  readonly target: Float32Array<ArrayBuffer>;
  readonly adam: AdamState | undefined;
  readonly replay: ReplayJson;
  /** All episodes that the replay or an environment is in: what was taken in them. */
  readonly episodes: readonly { readonly number: number; readonly taken: readonly number[] }[];
  /** Number of the episode of each environment. */
  readonly environments: readonly number[];
  readonly best: BestWeights | undefined;
}

export interface DqnRun {
  readonly options: DqnOptions;
  /** One for each environment and for the episodes of a validation. */
  readonly makeTask: (of: "training" | "validation") => FlatTask;
  readonly seed: number;
  readonly from: DqnState | undefined;
  /** Clock, milliseconds. */
  readonly now: () => number;
}

/** What an iteration has come to. */
export interface DqnReport {
  readonly metrics: Readonly<Record<string, number>>;
  readonly state: DqnState;
}

/**
 * Deep Q-learning (Mnih et al. 2015) as CryoRL does it (Fan et al. 2022): the network values each hole by itself, from what
 * is predicted of it and of those around it. Each round:
 *
 * 1. every environment takes the hole of the greatest value, or sometimes one at random;
 * 2. once enough is remembered, the network learns from a batch of remembered steps: the square of the difference between
 *    a hole's value and what {@link targetsOf} says it should have been goes down (Adam);
 * 3. now and then the target network becomes the learned one.
 *
 * Yields after each iteration; the state of then is what the next one goes on from, the same to the last bit.
 *
 * @example for await (const { metrics } of trainDqn(run)) log.write(metrics);
 */
export async function* trainDqn({ options, makeTask, seed, from, now }: DqnRun): AsyncGenerator<DqnReport> {
  const random = new KeyedRandom(seed);
  const choices = random.derive(1, RandomKind.Policy);
  const draws = random.derive(2, RandomKind.Policy);
  const online = QNetwork.create(options.hidden, seed);
  const target = QNetwork.create(options.hidden, seed);
  const adam = new FlatAdam(readWeights(online.weights), 1e-8);
  const states = new HoleStates(options.visited);
  const learner: Learner = { options, online, target, adam, states };
  const validation =
    options.validate_every === 0 ? [] : tasksOf(() => makeTask("validation"), options.validation_episodes);

  const tasks = tasksOf(() => makeTask("training"), options.environments);
  let { iteration = 0, rounds = 0, updates = 0, best } = from ?? {};
  let replay = new ReplayBuffer(options.replay_steps);
  if (from === undefined) {
    for (const [i, task] of tasks.entries()) beginSome(task, i, tasks.length);
  } else {
    writeWeights(online.weights, from.weights);
    writeWeights(target.weights, from.target);
    if (from.adam !== undefined) {
      adam.weights.set(from.weights);
      adam.restore(from.adam);
    }
    replay = playAgain(from, tasks, () => makeTask("training"), options.replay_steps);
  }

  try {
    for (; iteration < options.iterations; iteration++) {
      const begun = now();
      const epsilon = epsilonAt(options, iteration / options.iterations);
      const ended: FlatEpisode[] = [];
      const learned: Learned[] = [];
      for (let round = 0; round < options.rounds; round++, rounds++) {
        // Lets an interruption be heard.
        await aTurn();
        states.clear();
        for (const task of tasks) states.add(task.log, task.state);
        const values = online.evaluate(states);
        for (const [i, task] of tasks.entries()) {
          const row = choose(states, i, values, epsilon, choices, rounds);
          task.step(states.holes[row]!);
          replay.add({ number: task.episode, log: task.log }, task.state - 1);
          if (!task.isOver) continue;
          ended.push(task.summary());
          beginSome(task, task.episode + tasks.length, tasks.length);
        }
        if (replay.size < Math.min(options.learning_starts, options.replay_steps)) continue;
        for (let i = 0; i < options.updates_per_round; i++) {
          const slots = Array.from({ length: options.batch }, (_, nth) =>
            draws.integer(replay.size, nth, RandomKind.Resample, updates),
          );
          learned.push(
            learnFrom(
              learner,
              slots.map((slot) => replay.at(slot)),
            ),
          );
          updates++;
          if (updates % options.target_every === 0) writeWeights(target.weights, readWeights(online.weights));
        }
      }
      const weights = readWeights(online.weights);
      const trained = now();
      const isValidated = validation.length > 0 && (iteration + 1) % options.validate_every === 0;
      const validated = isValidated ? await playAll(online, states, validation) : Number.NaN;
      if (validated > (best?.return ?? Number.NEGATIVE_INFINITY)) {
        best = { weights, return: validated, iteration: iteration + 1 };
      }
      const steps = options.rounds * tasks.length;
      yield {
        metrics: {
          steps,
          "episode/count": ended.length,
          "episode/good": meanOf(ended, ({ good }) => good),
          "episode/return": meanOf(ended, (episode) => episode.return),
          "episode/reward": meanOf(ended, ({ reward }) => reward),
          "episode/steps": meanOf(ended, (episode) => episode.steps),
          ...(isValidated && { "validation/return": validated }),
          "q/loss": meanOf(learned, ({ loss }) => loss),
          "q/value": meanOf(learned, ({ value }) => value),
          "update/gradient_norm": meanOf(learned, ({ gradientNorm }) => gradientNorm),
          "update/count": updates,
          "explore/epsilon": epsilon,
          "replay/steps": replay.size,
          "speed/steps_per_second": (1000 * steps) / (trained - begun),
        },
        state: {
          iteration: iteration + 1,
          rounds,
          updates,
          weights,
          target: readWeights(target.weights),
          adam: adam.state,
          replay: replay.toJSON(),
          episodes: takenIn(replay, tasks),
          environments: tasks.map(({ episode }) => episode),
          best,
        },
      };
    }
  } finally {
    online.dispose();
    target.dispose();
  }
}

/** What targets are made with. */
interface Teacher {
  readonly options: Pick<DqnOptions, "n_step" | "gamma" | "double_q">;
  readonly online: QNetwork;
  readonly target: QNetwork;
  /** Lent. */
  readonly states: HoleStates;
}

/** What a gradient step works on. */
interface Learner extends Teacher {
  readonly options: DqnOptions;
  readonly adam: FlatAdam;
}

/** A step that was taken: the state of an episode in which. */
export interface TakenStep {
  readonly log: EpisodeLog;
  readonly state: number;
}

interface Learned {
  readonly loss: number;
  readonly value: number;
  readonly gradientNorm: number;
}

function learnFrom(learner: Learner, steps: readonly TakenStep[]): Learned {
  const { options, online, adam, states } = learner;
  const targets = targetsOf(learner, steps);
  states.clear();
  for (const { log, state } of steps) states.add(log, state, log.taken[state]!);
  const inputs = states.inputs(steps.map((_, row) => row));
  const value = { mean: 0 };
  const rows = tf.tensor2d(inputs, [steps.length, flatFeatureNames.length]);
  const wanted = tf.tensor1d(targets);
  const { value: loss, grads } = tf.variableGrads(() => {
    const values = online.forward(rows);
    value.mean = tf.mean(values).dataSync<"float32">()[0]!;
    return tf.mean(tf.square(tf.sub(values, wanted))) as tf.Scalar;
  }, online.weights);
  const gradient = readGradients(online.weights, grads);
  const gradientNorm = cutToLength(gradient, options.gradient_clip ?? Number.POSITIVE_INFINITY);
  adam.step(gradient, options.learning_rate);
  writeWeights(online.weights, adam.weights);
  const result = { loss: loss.dataSync<"float32">()[0]!, value: value.mean, gradientNorm };
  tf.dispose([rows, wanted, loss, grads]);
  return result;
}

/**
 * What the values of steps should have been: the rewards of some steps, and what the target network makes of the hole
 * that is taken then, of those that may be taken; nothing where the episode is over by then.
 *
 * @returns [steps]
 */
export function targetsOf({ options, online, target, states }: Teacher, steps: readonly TakenStep[]): Float32Array {
  const followed: (NStep & { readonly log: EpisodeLog })[] = steps.map(({ log, state }) => ({
    ...nStep(log, state, options.n_step, options.gamma),
    log,
  }));
  const targets = Float32Array.from(followed, ({ reward }) => reward);
  const going = followed.flatMap(({ isTerminated }, i) => (isTerminated ? [] : [i]));
  if (going.length === 0) return targets;
  states.clear();
  for (const i of going) states.add(followed[i]!.log, followed[i]!.next);
  const choosing = (options.double_q ? online : target).evaluate(states);
  const rows = going.map((_, nth) => states.bestOf(nth, choosing));
  const inputs = states.inputs(rows);
  const values = options.double_q
    ? valuesOf(target, inputs, rows.length)
    : Float32Array.from(rows, (row) => choosing[row]!);
  for (const [nth, i] of going.entries()) targets[i]! += followed[i]!.discount * values[nth]!;
  return targets;
}

function valuesOf(network: QNetwork, inputs: Float32Array, rows: number): Float32Array {
  const values = tf.tidy(() => network.forward(tf.tensor2d(inputs, [rows, flatFeatureNames.length])));
  const numbers = values.dataSync<"float32">();
  values.dispose();
  return numbers;
}

/** The hole of the greatest value, or with a probability any one. @returns its row */
function choose(
  states: HoleStates,
  nth: number,
  values: Float32Array,
  epsilon: number,
  random: KeyedRandom,
  round: number,
): number {
  if (random.uniform(nth, RandomKind.Policy, round) >= epsilon) return states.bestOf(nth, values);
  const first = states.stateStarts[nth]!;
  return first + random.integer(states.stateStarts[nth + 1]! - first, nth, RandomKind.Resample, round);
}

function epsilonAt({ epsilon, last_epsilon, epsilon_falls }: DqnOptions, time: number): number {
  const [from, to] = epsilon_falls;
  const fallen = time <= from ? 0 : time >= to ? 1 : (time - from) / (to - from);
  return epsilon + (last_epsilon - epsilon) * fallen;
}

function tasksOf(make: () => FlatTask, count: number): FlatTask[] {
  return Array.from({ length: count }, make);
}

/** Begins an episode in which something can be taken: this one or one that is some strides later. */
function beginSome(task: FlatTask, episode: number, stride: number): void {
  for (let tries = 0; tries < 100; tries++) {
    task.begin(episode + tries * stride);
    if (!task.isOver) return;
  }
  throw new UserError("in 100 episodes there was no hole that fits into the budget; give the scenarios more time");
}

/** Plays episodes 0, 1, … of a validation side by side, always taking the greatest value. @returns mean return */
async function playAll(network: QNetwork, states: HoleStates, tasks: readonly FlatTask[]): Promise<number> {
  for (const [episode, task] of tasks.entries()) task.begin(episode);
  for (;;) {
    await aTurn();
    const going = tasks.filter((task) => !task.isOver);
    if (going.length === 0) return meanOf(tasks, (task) => task.summary().return);
    states.clear();
    for (const task of going) states.add(task.log, task.state);
    const values = network.evaluate(states);
    for (const [i, task] of going.entries()) task.step(states.holes[states.bestOf(i, values)]!);
  }
}

/** What was taken in all episodes that are remembered or go on. */
function takenIn(replay: ReplayBuffer, tasks: readonly FlatTask[]): DqnState["episodes"] {
  const logs = new Map(replay.episodes.map(({ number, log }) => [number, log]));
  for (const { episode, log } of tasks) logs.set(episode, log);
  return [...logs].map(([number, { taken }]) => ({ number, taken: [...taken] }));
}

/** Plays the episodes of a state again: fills the replay and brings environments to where they were. */
function playAgain(
  { episodes, environments, replay }: DqnState,
  tasks: FlatTask[],
  make: () => FlatTask,
  capacity: number,
): ReplayBuffer {
  const logs = new Map<number, EpisodeLog>();
  const spare = make();
  for (const { number, taken } of episodes) {
    const environment = environments.indexOf(number);
    const task = environment === -1 ? spare : tasks[environment]!;
    task.begin(number);
    for (const hole of taken) task.step(hole);
    logs.set(number, task.log);
  }
  return ReplayBuffer.fromJSON(replay, capacity, logs);
}

/** NaN of nothing. */
function meanOf<Of>(values: readonly Of[], of: (value: Of) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0) / values.length;
}
