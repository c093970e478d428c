import type { Env, ResetRequest, ResetResult, StepResult } from "../core/env.js";
import { requireKnownKeys } from "../core/known-keys.js";
import { type MomentsJson, RunningMoments } from "./running-moments.js";
import { Wrapper } from "./wrapper.js";

export interface NormalizeRewardOptions {
  /** Discount of a step in the running return, from 0 to 1. Default: 0.99. */
  readonly gamma?: number;
  /** Added to the variance, greater than 0. Default: 1e-8. */
  readonly epsilon?: number;
}

/** Weight of the prior variance of 1, in steps; Gymnasium's. */
const PRIOR_COUNT = 1e-4;

/**
 * Divides rewards by the running standard deviation of the discounted return, so that a learner's steps are of one
 * size whatever the scenario pays; the mean stays. As in Gymnasium: the return runs on over truncated episodes and is
 * forgotten by termination.
 *
 * @example
 * const env = new NormalizeReward(make("CryoEM/Collection-v0", { scenario: "y1-like" }), { gamma: 0.999 });
 * env.frozen = true; // for evaluation
 */
export class NormalizeReward<Observation, Action, Info> extends Wrapper<Observation, Action, Info> {
  readonly actionSpace = this.env.actionSpace;
  readonly observationSpace = this.env.observationSpace;
  readonly gamma: number;
  readonly epsilon: number;
  /** While true nothing more is learnt. */
  frozen = false;
  #return = 0;
  #moments = prior();

  /** @throws RangeError if an option is out of range */
  constructor(env: Env<Observation, Action, Info>, options: NormalizeRewardOptions = {}) {
    super(env);
    requireKnownKeys("NormalizeReward", options, ["gamma", "epsilon"]);
    const { gamma = 0.99, epsilon = 1e-8 } = options;
    if (!(gamma >= 0 && gamma <= 1)) throw new RangeError(`the option 'gamma' is ${gamma}; expected 0 to 1`);
    if (!(epsilon > 0)) throw new RangeError(`the option 'epsilon' is ${epsilon}; expected a number greater than 0`);
    this.gamma = gamma;
    this.epsilon = epsilon;
  }

  reset(request?: ResetRequest): ResetResult<Observation, Info> {
    return this.env.reset(request);
  }

  step(action: Action): StepResult<Observation, Info> {
    const step = this.env.step(action);
    if (!this.frozen) {
      this.#return = this.#return * (step.terminated ? 0 : this.gamma) + step.reward;
      const one = new RunningMoments(1);
      one.add([this.#return]);
      this.#moments.merge(one);
    }
    return { ...step, reward: step.reward / Math.sqrt(this.#moments.variance(0) + this.epsilon) };
  }

  /** What was learnt, as plain JSON. */
  save(): MomentsJson {
    return this.#moments.toJSON();
  }

  /** @throws RangeError if it is not what {@link save} gives */
  load(saved: MomentsJson): void {
    this.#moments = RunningMoments.fromJSON(saved, 1);
  }

  describe() {
    return { name: "NormalizeReward", options: { gamma: this.gamma, epsilon: this.epsilon } };
  }
}

function prior(): RunningMoments {
  return RunningMoments.fromJSON({ count: PRIOR_COUNT, mean: [0], squares: [PRIOR_COUNT] }, 1);
}
