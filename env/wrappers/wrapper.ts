import type { Env, EnvMetadata, ResetRequest, ResetResult, StepResult } from "../core/env.js";
import type { EnvSpec, WrapperSpec } from "../core/env-spec.js";
import type { Space } from "../spaces/space.js";

/**
 * An environment around another one that changes what goes in or comes out. What a wrapper does not define is the inner
 * environment's. The inner one is used through its wrapper only.
 *
 * @example
 * class Doubled<O, A, I> extends Wrapper<O, A, I> {
 *   readonly actionSpace = this.env.actionSpace;
 *   readonly observationSpace = this.env.observationSpace;
 *   reset(request?: ResetRequest) { return this.env.reset(request); }
 *   step(action: A) { const step = this.env.step(action); return { ...step, reward: 2 * step.reward }; }
 *   describe() { return { name: "Doubled", options: undefined }; }
 * }
 */
export abstract class Wrapper<
  Observation,
  Action,
  Info,
  InnerObservation = Observation,
  InnerAction = Action,
  InnerInfo = Info,
> implements Env<Observation, Action, Info>
{
  #spec: EnvSpec | undefined;

  /** @param env the environment right inside */
  constructor(readonly env: Env<InnerObservation, InnerAction, InnerInfo>) {}

  abstract readonly actionSpace: Space<Action>;
  abstract readonly observationSpace: Space<Observation>;
  abstract reset(request?: ResetRequest): ResetResult<Observation, Info>;
  abstract step(action: Action): StepResult<Observation, Info>;
  /** Name and options, for {@link Env.spec}. */
  abstract describe(): WrapperSpec;

  /** The innermost environment, that is no wrapper. */
  get unwrapped(): Env<unknown, unknown, unknown> {
    return this.env instanceof Wrapper ? this.env.unwrapped : this.env;
  }

  get metadata(): EnvMetadata {
    return this.env.metadata;
  }

  /** The inner one's with this wrapper added, unless it was made as a whole under an id of its own. */
  get spec(): EnvSpec | undefined {
    return this.#spec ?? this.env.spec?.wrappedIn(this.describe());
  }

  set spec(spec: EnvSpec | undefined) {
    this.#spec = spec;
  }

  get actionMask(): unknown {
    return this.env.actionMask;
  }

  get budgetSeconds(): number | undefined {
    return this.env.budgetSeconds;
  }

  /** Passed on where this wrapper leaves observations as they are. */
  observeInto(arrays: Observation): void {
    const same: unknown = this.env.observationSpace;
    if (same === this.observationSpace) this.env.observeInto?.(arrays as unknown as InnerObservation);
  }

  render(): unknown {
    return this.env.render?.();
  }

  close(): void {
    this.env.close();
  }
}
