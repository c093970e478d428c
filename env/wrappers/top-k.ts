import { FIRST_CANDIDATE } from "../collection/actions.js";
import { CollectionEnv } from "../collection/collection-env.js";
import type { CollectionObservation, CollectionObservationLayout } from "../collection/collection-observation.js";
import type { Env, EnvMetadata, ResetRequest, ResetResult, StepResult } from "../core/env.js";
import { requireKnownKeys } from "../core/known-keys.js";
import { didYouMean } from "../nearest-word.js";
import { Discrete } from "../spaces/discrete.js";
import { requireInteger } from "../spaces/space.js";
import { Wrapper } from "./wrapper.js";

export interface TopKOptions {
  /** Number of candidates in action and observation, at least 1. */
  readonly count: number;
  /** The candidate column to choose by: a feature or a count, such as `available_count`. */
  readonly key: string;
  /** Whether the least or the greatest values come first. */
  readonly order: "ascending" | "descending";
}

/** An action that no Collection takes: padding becomes it. */
const NO_ACTION = -1;

/**
 * `CryoEM/Collection-v0` with a fixed, small number of candidates: of the cursor's children the first `count` by a key,
 * in that order. Legal ones come before the others, missing values last, ties in the order of the tree; rows and
 * actions beyond are padding, 0 and illegal. Actions, and the context's `stage_candidate`, mean the candidates in the
 * order shown. What is not among them can't be chosen.
 *
 * @example
 * const collection = make("CryoEM/Collection-v0", { scenario: "y1-like" });
 * const env = new TopK(collection, { count: 8, key: "predicted_ctf_resolution_angstrom", order: "ascending" });
 * env.actionSpace.n; // 11
 */
export class TopK<Info> extends Wrapper<CollectionObservation, number, Info> {
  readonly actionSpace: Discrete;
  readonly observationSpace: CollectionObservationLayout["space"];
  /** Which number of an observation stands where. */
  readonly layout: CollectionObservationLayout;
  readonly #options: TopKOptions;
  readonly #column: number;
  readonly #missingColumn: number;
  readonly #innerWidth: number;
  readonly #candidates: Float32Array;
  readonly #mask: Uint8Array;
  readonly #context: Float32Array;
  readonly #stageColumn: number;
  /** Of the inner environment's rows, those shown, in their order. */
  #shown: readonly number[] = [];

  /** @throws RangeError if an option is out of range, the key unknown, or the environment no Collection */
  constructor(env: Env<CollectionObservation, number, Info>, options: TopKOptions) {
    super(env);
    const { count, key, order } = options;
    const { unwrapped } = this;
    if (!(unwrapped instanceof CollectionEnv)) {
      throw new RangeError(`TopK is for ${CollectionEnv.id}; '${unwrapped.metadata.id}' has no candidates`);
    }
    requireKnownKeys("TopK", options, ["count", "key", "order"]);
    if (!unwrapped.observationSpace.equals(env.observationSpace)) {
      throw new RangeError("TopK comes before wrappers that change observations; put it right around the environment");
    }
    requireInteger("the option 'count' of TopK", count, 1);
    if (order !== "ascending" && order !== "descending") {
      throw new RangeError(`the option 'order' of TopK is ${order}; expected 'ascending' or 'descending'`);
    }
    this.layout = unwrapped.layout.withCandidates(count);
    const { candidateColumns } = this.layout;
    this.#column = candidateColumns.indexOf(key);
    if (this.#column === -1) {
      const list = candidateColumns.join(", ");
      throw new RangeError(
        `the option 'key' of TopK is '${key}'; expected one of ${list}.${didYouMean(key, candidateColumns)}`,
      );
    }
    this.#missingColumn = candidateColumns.indexOf(`${key}_missing`);
    this.#innerWidth = unwrapped.layout.candidateColumns.length;
    this.#options = { count, key, order };
    this.actionSpace = new Discrete(FIRST_CANDIDATE + count);
    this.observationSpace = this.layout.space;
    this.#candidates = new Float32Array(count * candidateColumns.length);
    this.#mask = new Uint8Array(this.actionSpace.n);
    this.#context = new Float32Array(this.layout.contextColumns.length);
    this.#stageColumn = this.layout.contextColumns.indexOf("stage_candidate");
  }

  override get metadata(): EnvMetadata {
    return { ...this.env.metadata, observationsAreViews: true };
  }

  override get actionMask(): Uint8Array {
    return this.#mask;
  }

  reset(request?: ResetRequest): ResetResult<CollectionObservation, Info> {
    const result = this.env.reset(request);
    return { ...result, observation: this.#choose(result.observation) };
  }

  step(action: number): StepResult<CollectionObservation, Info> {
    const step = this.env.step(this.innerAction(action));
    return { ...step, observation: this.#choose(step.observation) };
  }

  /** The inner environment's action that an action here means now; −1, which none takes, for padding and non-actions. */
  innerAction(action: number): number {
    if (!this.actionSpace.contains(action)) return NO_ACTION;
    if (action < FIRST_CANDIDATE) return action;
    const row = this.#shown[action - FIRST_CANDIDATE];
    return row === undefined ? NO_ACTION : FIRST_CANDIDATE + row;
  }

  describe() {
    return { name: "TopK", options: this.#options };
  }

  #choose(observation: CollectionObservation): CollectionObservation {
    const { candidates, mask } = observation;
    const width = this.#innerWidth;
    const rows = Array.from({ length: mask.length - FIRST_CANDIDATE }, (_, row) => row);
    const filled = rows.filter((row) => !isZero(candidates, row * width, width));
    const sign = this.#options.order === "ascending" ? 1 : -1;
    const missing = (row: number) => (this.#missingColumn === -1 ? 0 : candidates[row * width + this.#missingColumn]!);
    const value = (row: number) => sign * candidates[row * width + this.#column]!;
    const legal = (row: number) => mask[FIRST_CANDIDATE + row]!;
    filled.sort((a, b) => legal(b) - legal(a) || missing(a) - missing(b) || value(a) - value(b) || a - b);
    this.#shown = filled.slice(0, this.#options.count);
    this.#candidates.fill(0);
    this.#mask.fill(0);
    this.#mask.set(mask.subarray(0, FIRST_CANDIDATE));
    this.#shown.forEach((row, i) => {
      this.#candidates.set(candidates.subarray(row * width, (row + 1) * width), i * width);
      this.#mask[FIRST_CANDIDATE + i] = legal(row);
    });
    this.#context.set(observation.context);
    const standing = this.#shown.indexOf(observation.context[this.#stageColumn]! - 1);
    this.#context[this.#stageColumn] = standing + 1;
    return { ...observation, candidates: this.#candidates, mask: this.#mask, context: this.#context };
  }
}

function isZero(values: Float32Array, at: number, length: number): boolean {
  for (let i = at; i < at + length; i++) if (values[i] !== 0) return false;
  return true;
}
