import { FIRST_CANDIDATE } from "../collection/actions.js";
import { CollectionEnv } from "../collection/collection-env.js";
import type { Env, EnvMetadata, ResetRequest, ResetResult, StepResult } from "../core/env.js";
import { HolesEnv } from "../holes/holes-env.js";
import { Box } from "../spaces/box.js";
import { Dict } from "../spaces/dict.js";
import { TopK } from "./top-k.js";
import { Wrapper } from "./wrapper.js";

const SECONDS_PER_HOUR = 3600;

/** What {@link CostToReach} adds to an observation. */
export interface WithReach {
  /** [K] or [n] Expected hours of the whole way to each candidate or hole, an exposure of it included; 0 for padding. */
  readonly reach_hours: Float32Array;
}

/**
 * Adds what each candidate of `CryoEM/Collection-v0`, or each hole of `CryoEM/Holes-v0`, is expected to take from where
 * the stage stands. It changes with every move of the stage, so it is made anew with every step: of all holes that
 * takes some ten microseconds.
 *
 * @example
 * const env = new CostToReach(make("CryoEM/Collection-v0", { scenario: "y1-like" }));
 * env.reset({ seed: 7 }).observation.reach_hours[0];
 */
export class CostToReach<Observation extends object, Info> extends Wrapper<
  Observation & WithReach,
  number,
  Info,
  Observation
> {
  readonly actionSpace = this.env.actionSpace;
  readonly observationSpace: Dict<Observation & WithReach>;
  readonly #inner: CollectionEnv | HolesEnv;
  readonly #hours: Float32Array;
  readonly #topK: TopK<Info> | undefined;

  /** @throws RangeError if the environment is none of the two */
  constructor(env: Env<Observation, number, Info>) {
    super(env);
    const { unwrapped } = this;
    if (
      !(unwrapped instanceof CollectionEnv || unwrapped instanceof HolesEnv) ||
      !(env.observationSpace instanceof Dict)
    ) {
      throw new RangeError(
        `CostToReach is for ${CollectionEnv.id} and ${HolesEnv.id}, before their observations are flattened; this is '${unwrapped.metadata.id}'`,
      );
    }
    this.#topK = topKOf(env);
    const shown = this.#topK ?? unwrapped;
    if (!shown.observationSpace.equals(env.observationSpace)) {
      throw new RangeError("CostToReach comes before wrappers that change observations, save for TopK");
    }
    const rows = shown instanceof HolesEnv ? unwrapped.actionSpace.n - 1 : shown.actionSpace.n - FIRST_CANDIDATE;
    this.#inner = unwrapped;
    this.#hours = new Float32Array(rows);
    this.observationSpace = new Dict({
      ...env.observationSpace.spaces,
      reach_hours: new Box(0, Infinity, [this.#hours.length]),
    }) as unknown as Dict<Observation & WithReach>;
  }

  override get metadata(): EnvMetadata {
    return { ...this.env.metadata, observationsAreViews: true };
  }

  reset(request?: ResetRequest): ResetResult<Observation & WithReach, Info> {
    const result = this.env.reset(request);
    return { ...result, observation: this.#add(result.observation) };
  }

  step(action: number): StepResult<Observation & WithReach, Info> {
    const step = this.env.step(action);
    return { ...step, observation: this.#add(step.observation) };
  }

  describe() {
    return { name: "CostToReach", options: undefined };
  }

  #add(observation: Observation): Observation & WithReach {
    const session = this.#inner.session!;
    const { tree, cursor } = session;
    const hours = this.#hours;
    hours.fill(0);
    if (this.#inner instanceof HolesEnv) {
      const { order } = this.#inner;
      for (let i = 0; i < order.length; i++) hours[i] = session.expectedSeconds(order[i]!) / SECONDS_PER_HOUR;
    } else {
      const first = tree.firstChild[cursor]!;
      for (let i = 0; i < hours.length; i++) {
        const action = FIRST_CANDIDATE + i;
        const child = (this.#topK?.innerAction(action) ?? action) - FIRST_CANDIDATE;
        if (child < 0 || child >= tree.childCount[cursor]!) break;
        hours[i] = session.expectedSeconds(first + child) / SECONDS_PER_HOUR;
      }
    }
    return { ...observation, reach_hours: hours };
  }
}

/** The TopK around the environment, if there is one. */
function topKOf<Info>(env: Env<unknown, number, Info>): TopK<Info> | undefined {
  for (let at: unknown = env; at instanceof Wrapper; at = at.env) if (at instanceof TopK) return at as TopK<Info>;
  return undefined;
}
