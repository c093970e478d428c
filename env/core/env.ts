import type { RandomStream } from "../random/random-stream.js";
import type { Space } from "../spaces/space.js";
import type { EnvSpec } from "./env-spec.js";

/** What an environment says about itself. */
export interface EnvMetadata {
  /** The id under which it is registered, `[namespace/]Name-vN`. */
  readonly id: string;
  /** What {@link Env.render} can give, chosen by the option `renderMode` of `make`; empty if there is nothing to see. */
  readonly renderModes: readonly string[];
  /**
   * Arrays in an observation are views of the environment's own buffers and hold until the next `reset` or `step`.
   * Default: false, they are the caller's.
   */
  readonly observationsAreViews?: boolean;
  /**
   * What `reset` and `step` give, and the `info` in it, are the environment's own objects, overwritten by the next
   * `reset` or `step`, so that a step allocates nothing. Default: false, they are the caller's.
   */
  readonly resultsAreReused?: boolean;
}

/** How an episode is begun. */
export interface ResetRequest {
  /**
   * Any integer. The same seed gives the same episode, and the same ones after it by resets without a seed.
   * Without one an environment goes on to its next episode; the very first is then drawn from the system's entropy.
   */
  readonly seed?: number;
  /** What an environment lets an episode differ in; each says which keys it knows and refuses others. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What {@link Env.reset} gives. */
export interface ResetResult<Observation, Info> {
  readonly observation: Observation;
  readonly info: Info;
}

/** What {@link Env.step} gives. */
export interface StepResult<Observation, Info> extends ResetResult<Observation, Info> {
  /** What the step gained. */
  readonly reward: number;
  /** The task itself is over: nothing that follows has any value, so a learner doesn't bootstrap from here. */
  readonly terminated: boolean;
  /** The episode was cut off from outside the task: there would be value to come, so a learner does bootstrap. */
  readonly truncated: boolean;
}

/**
 * A task, one episode at a time: Gymnasium's contract in TypeScript.
 *
 * - `reset` begins an episode and gives its first observation; any number of `step`s follow, until one says
 *   `terminated` or `truncated` (never both). Then only `reset` or `close` may be called.
 * - `step` before the first `reset`, after an episode's end or after `close` throws an Error that says so.
 * - An action that is not legal does not throw, be it in the action space or not: what it does is the environment's to
 *   say, and `info` tells. Only legal actions move the task on.
 * - **Arrays in an observation may be views** of the environment's own buffers that hold until the next `reset` or
 *   `step`: `metadata.observationsAreViews` says so. Who keeps such an observation copies it, as {@link copyObservation}
 *   does; nobody writes into it. **Results and infos may be reused** as well: `metadata.resultsAreReused` says so. Who
 *   keeps one takes its numbers out, or copies it by `{ ...info }`.
 * - Every observation is a member of `observationSpace`, the last one of an episode included. Spaces and metadata
 *   never change.
 * - Where `info` has `durationSeconds` (what the step took) and `clockSeconds` (since the episode's begin), time never
 *   runs backwards, and no sequence of legal actions comes back to the same observation without time passing.
 * - Two environments that are given the same seed and the same actions give the same results, on every machine.
 *
 * {@link checkEnv} tests all this on any environment.
 *
 * @example
 * const env = make("CryoEM/Collection-v0", { scenario: "y1-like" });
 * let { observation } = env.reset({ seed: 7 });
 * for (;;) {
 *   const step = env.step(env.actionSpace.sample(random, observation.mask));
 *   if (step.terminated || step.truncated) break;
 *   ({ observation } = step);
 * }
 * env.close();
 */
export interface Env<Observation, Action, Info = object> {
  readonly metadata: EnvMetadata;
  readonly actionSpace: Space<Action>;
  readonly observationSpace: Space<Observation>;
  /** How it was made; {@link make} sets it. */
  spec?: EnvSpec | undefined;
  /**
   * Which actions are legal now, as `actionSpace.sample` takes it. Holds until the next `reset` or `step`. Absent where
   * every action always is, or where nothing tells.
   */
  readonly actionMask?: unknown;
  /** Simulated seconds that the present episode may take; absent without such a limit. */
  readonly budgetSeconds?: number | undefined;

  /**
   * Begins an episode, whatever state the last one is in.
   *
   * @throws RangeError if the seed is no integer or an option is out of range; UserError if one is unknown
   */
  reset(request?: ResetRequest): ResetResult<Observation, Info>;

  /**
   * Carries an action out.
   *
   * @throws Error before the first `reset`, after the episode's end and after `close`
   */
  step(action: Action): StepResult<Observation, Info>;

  /**
   * From now on observations are written into these arrays, a member's of the observation space, so that a batch needs
   * no copies; what the environment shows now is written there at once.
   *
   * @throws RangeError if an array has another length
   */
  observeInto?(arrays: Observation): void;

  /**
   * For tests of non-interference: an environment in which what is still hidden in this episode has been permuted. A
   * `reset` with the same seed, then the same actions, must give the same results up to here, and in general others
   * from here on.
   */
  withPermutedTruth?(random: RandomStream): Env<Observation, Action, Info>;

  /** The state as something to look at, in the mode chosen when the environment was made; undefined without one. */
  render?(): unknown;

  /** Lets go of what the environment holds. May be called more than once. */
  close(): void;
}

/**
 * An observation's copy, arrays included, that stays as it is when the environment goes on.
 *
 * @example const before = copyObservation(env.reset({ seed: 7 }).observation);
 */
export function copyObservation<Observation>(observation: Observation): Observation {
  return copied(observation) as Observation;
}

/** A view's own part of its buffer alone is copied, unlike by `structuredClone`. */
function copied(value: unknown): unknown {
  if (ArrayBuffer.isView(value) && "slice" in value) return (value as Uint8Array).slice();
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)]));
  }
  return structuredClone(value);
}
