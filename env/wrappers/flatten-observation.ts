import type { Env, EnvMetadata, ResetRequest, ResetResult, StepResult } from "../core/env.js";
import type { Box } from "../spaces/box.js";
import { flattenInto, flattenSpace } from "../spaces/flatten.js";
import { Wrapper } from "./wrapper.js";

/**
 * Observations as one array of numbers, laid out as {@link flattenInto} says. The array is a view that the next `reset`
 * or `step` overwrites. `actionMask` still tells what is legal.
 *
 * @example
 * const env = new FlattenObservation(make("CryoEM/Collection-v0", { scenario: "y1-like" }));
 * env.observationSpace.size; // numbers an observation
 */
export class FlattenObservation<Action, Info> extends Wrapper<Float32Array, Action, Info, unknown> {
  readonly actionSpace = this.env.actionSpace;
  readonly observationSpace: Box;
  readonly #flat: Float32Array;

  /** @throws RangeError if the observation space is of a kind that can't be flattened */
  constructor(env: Env<unknown, Action, Info>) {
    super(env);
    this.observationSpace = flattenSpace(env.observationSpace);
    this.#flat = new Float32Array(this.observationSpace.size);
  }

  override get metadata(): EnvMetadata {
    return { ...this.env.metadata, observationsAreViews: true };
  }

  reset(request?: ResetRequest): ResetResult<Float32Array, Info> {
    const result = this.env.reset(request);
    return { ...result, observation: this.#flatten(result.observation) };
  }

  step(action: Action): StepResult<Float32Array, Info> {
    const step = this.env.step(action);
    return { ...step, observation: this.#flatten(step.observation) };
  }

  describe() {
    return { name: "FlattenObservation", options: undefined };
  }

  #flatten(observation: unknown): Float32Array {
    flattenInto(this.env.observationSpace, observation, this.#flat);
    return this.#flat;
  }
}
