import type { Env, ResetRequest, ResetResult, StepResult } from "../core/env.js";
import { requireKnownKeys } from "../core/known-keys.js";
import { requireInteger } from "../spaces/space.js";
import { Wrapper } from "./wrapper.js";

/** An episode in three numbers. */
export interface EpisodeStatistics {
  /** Sum of the rewards. */
  readonly return: number;
  /** Number of steps. */
  readonly length: number;
  /** Simulated seconds: the sum of the steps' `info.durationSeconds`, 0 where there are none. */
  readonly durationSeconds: number;
}

export interface RecordEpisodeStatisticsOptions {
  /** Episodes that {@link RecordEpisodeStatistics.recent} keeps, at least 1. Default: 100. */
  readonly keep?: number;
}

/**
 * Puts an episode's statistics into the last step's info, as `info.episode`.
 *
 * @example
 * const env = new RecordEpisodeStatistics(make("CryoEM/Collection-v0", { scenario: "y1-like" }));
 * if (step.terminated || step.truncated) console.log(step.info.episode.return);
 */
export class RecordEpisodeStatistics<Observation, Action, Info extends object> extends Wrapper<
  Observation,
  Action,
  Info & { readonly episode?: EpisodeStatistics },
  Observation,
  Action,
  Info
> {
  readonly actionSpace = this.env.actionSpace;
  readonly observationSpace = this.env.observationSpace;
  /** Of the last episodes that came to their end, oldest first. */
  readonly recent: EpisodeStatistics[] = [];
  readonly keep: number;
  #return = 0;
  #length = 0;
  #durationSeconds = 0;

  /** @throws RangeError unless `keep` is an integer of at least 1 */
  constructor(env: Env<Observation, Action, Info>, options: RecordEpisodeStatisticsOptions = {}) {
    super(env);
    requireKnownKeys("RecordEpisodeStatistics", options, ["keep"]);
    const { keep = 100 } = options;
    requireInteger("the option 'keep' of RecordEpisodeStatistics", keep, 1);
    this.keep = keep;
  }

  reset(request?: ResetRequest): ResetResult<Observation, Info & { readonly episode?: EpisodeStatistics }> {
    const result = this.env.reset(request);
    this.#return = 0;
    this.#length = 0;
    this.#durationSeconds = 0;
    return result;
  }

  step(action: Action): StepResult<Observation, Info & { readonly episode?: EpisodeStatistics }> {
    const step = this.env.step(action);
    const durationSeconds: unknown = Reflect.get(step.info, "durationSeconds");
    this.#return += step.reward;
    this.#length++;
    if (typeof durationSeconds === "number") this.#durationSeconds += durationSeconds;
    if (!step.terminated && !step.truncated) return step;
    const episode = { return: this.#return, length: this.#length, durationSeconds: this.#durationSeconds };
    this.recent.push(episode);
    if (this.recent.length > this.keep) this.recent.shift();
    return { ...step, info: { ...step.info, episode } };
  }

  describe() {
    return { name: "RecordEpisodeStatistics", options: { keep: this.keep } };
  }
}
