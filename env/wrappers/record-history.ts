import { copyObservation, type Env, type ResetRequest, type ResetResult, type StepResult } from "../core/env.js";
import { requireKnownKeys } from "../core/known-keys.js";
import { Wrapper } from "./wrapper.js";

/** All of an episode so far. Entry i of each list belongs to step i, save for infos and observations. */
export interface EpisodeHistory<Observation, Action, Info> {
  /** How it was begun. */
  readonly request: ResetRequest;
  readonly actions: Action[];
  readonly rewards: number[];
  /** The reset's first: one more than there are actions. */
  readonly infos: Info[];
  /** Copies, the reset's first; empty unless asked for. */
  readonly observations: Observation[];
  terminated: boolean;
  truncated: boolean;
}

export interface RecordHistoryOptions {
  /** Whether observations are kept, as copies: they are large. Default: false. */
  readonly observations?: boolean;
}

/**
 * Keeps what was done and what came of it, for the present episode.
 *
 * @example
 * const env = new RecordHistory(make("CryoEM/Collection-v0", { scenario: "y1-like" }));
 * env.reset({ seed: 7 });
 * env.step(3);
 * env.history.actions; // [3]
 */
export class RecordHistory<Observation, Action, Info extends object> extends Wrapper<Observation, Action, Info> {
  readonly actionSpace = this.env.actionSpace;
  readonly observationSpace = this.env.observationSpace;
  readonly #keepsObservations: boolean;
  #history = emptyHistory<Observation, Action, Info>({});

  constructor(env: Env<Observation, Action, Info>, options: RecordHistoryOptions = {}) {
    super(env);
    requireKnownKeys("RecordHistory", options, ["observations"]);
    const { observations = false } = options;
    this.#keepsObservations = observations;
  }

  /** Of the present episode, or of the last one if it is over. A reset begins another object. */
  get history(): EpisodeHistory<Observation, Action, Info> {
    return this.#history;
  }

  reset(request: ResetRequest = {}): ResetResult<Observation, Info> {
    const result = this.env.reset(request);
    this.#history = emptyHistory(request);
    this.#keep(result);
    return result;
  }

  step(action: Action): StepResult<Observation, Info> {
    const step = this.env.step(action);
    this.#history.actions.push(ArrayBuffer.isView(action) ? structuredClone(action) : action);
    this.#history.rewards.push(step.reward);
    this.#history.terminated = step.terminated;
    this.#history.truncated = step.truncated;
    this.#keep(step);
    return step;
  }

  describe() {
    return { name: "RecordHistory", options: { observations: this.#keepsObservations } };
  }

  #keep({ observation, info }: ResetResult<Observation, Info>): void {
    this.#history.infos.push({ ...info });
    if (this.#keepsObservations) this.#history.observations.push(copyObservation(observation));
  }
}

function emptyHistory<Observation, Action, Info>(request: ResetRequest): EpisodeHistory<Observation, Action, Info> {
  return { request, actions: [], rewards: [], infos: [], observations: [], terminated: false, truncated: false };
}
