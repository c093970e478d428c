import type { ResetRequest, ResetResult, StepResult } from "../core/env.js";
import { EpisodeOrder } from "../core/episode-order.js";
import { Wrapper } from "./wrapper.js";

/**
 * Throws an Error that says what to do when `step` or `render` come before the first `reset`, `step` after an episode's
 * end, or anything but `close` after `close`: for environments that don't see to it themselves.
 *
 * @example const env = new OrderEnforcing(new MyEnv());
 */
export class OrderEnforcing<Observation, Action, Info> extends Wrapper<Observation, Action, Info> {
  readonly actionSpace = this.env.actionSpace;
  readonly observationSpace = this.env.observationSpace;
  readonly #order = new EpisodeOrder();
  #begun = false;
  #closed = false;

  reset(request?: ResetRequest): ResetResult<Observation, Info> {
    this.#order.requireReset();
    const result = this.env.reset(request);
    this.#order.begin();
    this.#begun = true;
    return result;
  }

  step(action: Action): StepResult<Observation, Info> {
    this.#order.requireStep();
    const step = this.env.step(action);
    if (step.terminated || step.truncated) this.#order.end();
    return step;
  }

  override render(): unknown {
    if (this.#closed) throw new Error("render() was called after close(): make a new environment");
    if (!this.#begun) throw new Error("render() was called before reset(): call reset() to begin an episode");
    return super.render();
  }

  /** Closes the inner environment once. */
  override close(): void {
    this.#order.close();
    if (!this.#closed) super.close();
    this.#closed = true;
  }

  describe() {
    return { name: "OrderEnforcing", options: undefined };
  }
}
