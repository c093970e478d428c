import { copyObservation, type Env, type EnvMetadata, type StepResult } from "../core/env.js";
import { requireKnownKeys } from "../core/known-keys.js";
import type { RandomStream } from "../random/random-stream.js";
import { requireInteger, type Space } from "../spaces/space.js";
import { type Batch, batchBuffer, batchRow, batchSpace, writeRow } from "./batch.js";

/**
 * What happens after an environment's episode is over, as in Gymnasium ≥ 1.1:
 * - `next-step`: the next `step` resets it; that step's action is ignored, its reward is 0;
 * - `same-step`: the same `step` resets it; the observation is the new episode's first, and the old one's last is
 *   `info.finalObservation`, its info `info.finalInfo`;
 * - `disabled`: nothing; `reset` with a mask must be called before the next `step`.
 */
export type AutoresetMode = "next-step" | "same-step" | "disabled";

const autoresetModes: readonly AutoresetMode[] = ["next-step", "same-step", "disabled"];

export interface SyncVectorEnvOptions {
  /** Default: `next-step`. */
  readonly autoreset?: AutoresetMode;
}

export interface VectorMetadata extends EnvMetadata {
  readonly autoresetMode: AutoresetMode;
}

export interface VectorResetRequest {
  /** Environment i gets `seed + i`; or a seed for each. */
  readonly seed?: number | ArrayLike<number>;
  /** For each environment, as {@link ResetRequest.options}. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Which environments are reset: those whose entry is not 0. Default: all. */
  readonly mask?: ArrayLike<number>;
}

/** An environment's info; the last two in mode `same-step` alone, on the step that ends an episode. */
export type VectorInfo<Observation, Info> = Info & {
  /** A copy of the ended episode's last observation. */
  readonly finalObservation?: Observation;
  readonly finalInfo?: Info;
};

export interface VectorResetResult<Observation, Info> {
  /** One array for each array or number of an observation, `[n, …]` row by row. A view, as all arrays here. */
  readonly observations: Batch<Observation>;
  /** One an environment. Of those that were not reset, the last one. */
  readonly infos: readonly VectorInfo<Observation, Info>[];
}

export interface VectorStepResult<Observation, Info> extends VectorResetResult<Observation, Info> {
  /** [n] */
  readonly rewards: Float64Array;
  /** [n] 1 where the task itself is over. */
  readonly terminated: Uint8Array;
  /** [n] 1 where the episode was cut off. */
  readonly truncated: Uint8Array;
}

/**
 * Environments of one kind side by side, stepped one after the other. Observations lie in one array for each key, into
 * which environments that know {@link Env.observeInto} write by themselves; all arrays of a result are views that hold
 * until the next `reset` or `step`.
 *
 * @example
 * const envs = new SyncVectorEnv(Array.from({ length: 8 }, () => () => make("CryoEM/Collection-v0", { scenario: "y1-like" })));
 * envs.reset({ seed: 7 });
 * const { observations, rewards } = envs.step(envs.sampleActions(random));
 */
export class SyncVectorEnv<Observation, Action, Info extends object> {
  readonly envs: readonly Env<Observation, Action, Info>[];
  readonly metadata: VectorMetadata;
  readonly singleActionSpace: Space<Action>;
  readonly singleObservationSpace: Space<Observation>;
  readonly actionSpace: Space<unknown>;
  readonly observationSpace: Space<unknown>;
  readonly #observations: Batch<Observation>;
  readonly #rewards: Float64Array;
  readonly #terminated: Uint8Array;
  readonly #truncated: Uint8Array;
  /** 1 where the episode is over and no reset has followed. */
  readonly #over: Uint8Array;
  readonly #infos: VectorInfo<Observation, Info>[];

  /** @throws RangeError if there are no environments, their spaces differ, or the mode is unknown */
  constructor(create: readonly (() => Env<Observation, Action, Info>)[], options: SyncVectorEnvOptions = {}) {
    requireKnownKeys("SyncVectorEnv", options, ["autoreset"]);
    if (create.some((make) => typeof make !== "function")) {
      throw new TypeError("SyncVectorEnv takes functions that make environments: [() => make(id, options), …]");
    }
    const { autoreset = "next-step" } = options;
    if (!autoresetModes.includes(autoreset)) {
      throw new RangeError(`the option 'autoreset' is '${autoreset}'; expected ${autoresetModes.join(", ")}`);
    }
    requireInteger("the number of environments of a SyncVectorEnv", create.length, 1);
    this.envs = create.map((make) => make());
    const n = this.envs.length;
    const first = this.envs[0]!;
    this.envs.forEach((env, i) => {
      requireEqualSpaces(i, "action", first.actionSpace, env.actionSpace);
      requireEqualSpaces(i, "observation", first.observationSpace, env.observationSpace);
    });
    this.metadata = { ...first.metadata, observationsAreViews: true, autoresetMode: autoreset };
    this.singleActionSpace = first.actionSpace;
    this.singleObservationSpace = first.observationSpace;
    this.actionSpace = batchSpace(first.actionSpace, n);
    this.observationSpace = batchSpace(first.observationSpace, n);
    this.#observations = batchBuffer(first.observationSpace, n) as Batch<Observation>;
    this.#rewards = new Float64Array(n);
    this.#terminated = new Uint8Array(n);
    this.#truncated = new Uint8Array(n);
    this.#over = new Uint8Array(n);
    this.#infos = new Array(n);
    this.envs.forEach((env, i) => {
      env.observeInto?.(batchRow(first.observationSpace, this.#observations, i) as Observation);
    });
  }

  /** Number of environments. */
  get count(): number {
    return this.envs.length;
  }

  /** For each environment which actions are legal, as its action space's `sample` takes it. */
  get actionMasks(): readonly unknown[] {
    return this.envs.map((env) => env.actionMask);
  }

  /** A random legal action for each environment; any action for those that the next step resets. */
  sampleActions(random: RandomStream): Action[] {
    return this.envs.map((env, i) => env.actionSpace.sample(random, this.#over[i] === 1 ? undefined : env.actionMask));
  }

  /**
   * Begins episodes, in all environments or in those of a mask.
   *
   * @throws RangeError if the mask or the list of seeds has another length, or the environments refuse the request
   */
  reset(request: VectorResetRequest = {}): VectorResetResult<Observation, Info> {
    const { seed, options, mask } = request;
    if (mask !== undefined) this.#requireLength("mask", mask);
    if (typeof seed === "object") this.#requireLength("seed", seed);
    for (let i = 0; i < this.count; i++) {
      if (mask !== undefined && mask[i] === 0) continue;
      const own = typeof seed === "number" ? seed + i : seed?.[i];
      this.#reset(i, { ...(own === undefined ? {} : { seed: own }), ...(options === undefined ? {} : { options }) });
    }
    return { observations: this.#observations, infos: [...this.#infos] };
  }

  /**
   * Carries an action out in each environment.
   *
   * @throws RangeError if there is not one action for each; Error in mode `disabled` if an episode is over, and
   * wherever an environment throws
   */
  step(actions: ArrayLike<Action>): VectorStepResult<Observation, Info> {
    this.#requireLength("actions", actions);
    const { autoresetMode } = this.metadata;
    if (autoresetMode === "disabled" && this.#over.includes(1)) {
      const over = [...this.#over.keys()].filter((i) => this.#over[i] === 1).join(", ");
      throw new Error(
        `step() was called after the episode's end in the environments ${over}: call reset() with a mask`,
      );
    }
    for (let i = 0; i < this.count; i++) {
      if (this.#over[i] === 1) {
        this.#reset(i, {});
        this.#rewards[i] = 0;
        this.#terminated[i] = 0;
        this.#truncated[i] = 0;
      } else {
        this.#step(i, actions[i]!, autoresetMode === "same-step");
      }
    }
    return {
      observations: this.#observations,
      infos: [...this.#infos],
      rewards: this.#rewards,
      terminated: this.#terminated,
      truncated: this.#truncated,
    };
  }

  /** Closes all environments. */
  close(): void {
    for (const env of this.envs) env.close();
  }

  #step(i: number, action: Action, resets: boolean): void {
    const step = this.envs[i]!.step(action);
    const over = step.terminated || step.truncated;
    this.#rewards[i] = step.reward;
    this.#terminated[i] = step.terminated ? 1 : 0;
    this.#truncated[i] = step.truncated ? 1 : 0;
    if (over && resets) this.#resetAfter(i, step);
    else {
      this.#over[i] = over ? 1 : 0;
      this.#show(i, step.observation, step.info);
    }
  }

  #resetAfter(i: number, last: StepResult<Observation, Info>): void {
    const finalObservation = copyObservation(last.observation);
    const finalInfo = { ...last.info };
    this.#reset(i, {});
    this.#infos[i] = { ...this.#infos[i]!, finalObservation, finalInfo };
  }

  #reset(i: number, request: { readonly seed?: number; readonly options?: Readonly<Record<string, unknown>> }): void {
    const { observation, info } = this.envs[i]!.reset(request);
    this.#over[i] = 0;
    this.#show(i, observation, info);
  }

  #show(i: number, observation: Observation, info: Info): void {
    writeRow(this.singleObservationSpace, observation, this.#observations, i);
    this.#infos[i] = info;
  }

  #requireLength(what: string, given: ArrayLike<unknown>): void {
    if (given.length !== this.count) {
      throw new RangeError(`'${what}' has ${given.length} entries; expected ${this.count}, one for each environment`);
    }
  }
}

function requireEqualSpaces(i: number, what: string, first: Space<unknown>, other: Space<unknown>): void {
  if (first.equals(other)) return;
  throw new RangeError(
    `the ${what} space of environment ${i} is ${other}, that of environment 0 is ${first}; expected equal ones. A limit such as 'maxCandidates' gives several scenarios one shape`,
  );
}
