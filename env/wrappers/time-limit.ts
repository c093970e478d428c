import type { Env, ResetRequest, ResetResult, StepResult } from "../core/env.js";
import { EpisodeOrder } from "../core/episode-order.js";
import { requireKnownKeys } from "../core/known-keys.js";
import { requireInteger } from "../spaces/space.js";
import { Wrapper } from "./wrapper.js";

export interface TimeLimitOptions {
  /** Steps after which an episode is truncated, at least 1; illegal ones count. */
  readonly maxSteps: number;
}

/**
 * Truncates an episode after a number of steps, unless it is terminated there.
 *
 * @example const env = new TimeLimit(make("CryoEM/Collection-v0", { scenario: "y1-like" }), { maxSteps: 500 });
 */
export class TimeLimit<Observation, Action, Info> extends Wrapper<Observation, Action, Info> {
  readonly actionSpace = this.env.actionSpace;
  readonly observationSpace = this.env.observationSpace;
  readonly maxSteps: number;
  readonly #order = new EpisodeOrder();
  #steps = 0;

  /** @throws RangeError unless `maxSteps` is an integer of at least 1 */
  constructor(env: Env<Observation, Action, Info>, options: TimeLimitOptions) {
    super(env);
    requireKnownKeys("TimeLimit", options, ["maxSteps"]);
    const { maxSteps } = options;
    requireInteger("the option 'maxSteps' of TimeLimit", maxSteps, 1);
    this.maxSteps = maxSteps;
  }

  reset(request?: ResetRequest): ResetResult<Observation, Info> {
    const result = this.env.reset(request);
    this.#order.begin();
    this.#steps = 0;
    return result;
  }

  step(action: Action): StepResult<Observation, Info> {
    this.#order.requireStep();
    const step = this.env.step(action);
    this.#steps++;
    const truncated = step.truncated || (!step.terminated && this.#steps >= this.maxSteps);
    if (step.terminated || truncated) this.#order.end();
    return truncated === step.truncated ? step : { ...step, truncated };
  }

  override close(): void {
    this.#order.close();
    super.close();
  }

  describe() {
    return { name: "TimeLimit", options: { maxSteps: this.maxSteps } };
  }
}
