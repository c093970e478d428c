import type { Env, EnvMetadata, ResetRequest, ResetResult, StepResult } from "../core/env.js";
import { requireKnownKeys } from "../core/known-keys.js";
import { didYouMean } from "../nearest-word.js";
import { Box } from "../spaces/box.js";
import { Dict } from "../spaces/dict.js";
import type { Space } from "../spaces/space.js";
import { type MomentsJson, RunningMoments } from "./running-moments.js";
import { Wrapper } from "./wrapper.js";

/** Whether a row of a two-dimensional Box is padding. `key` is empty where the observation is the Box itself. */
export type PaddingRule<Observation> = (observation: Observation, row: number, key: string) => boolean;

export interface NormalizeObservationOptions<Observation> {
  /** Keys of a Dict that are normalised, Boxes all. Default: every Box in it. */
  readonly keys?: readonly string[];
  /**
   * Which rows of a two-dimensional Box are padding: they don't count and become 0. `zero-rows`: those with zeros only.
   * Default: `zero-rows`.
   */
  readonly padding?: "zero-rows" | "none" | PaddingRule<Observation>;
  /** Normalised values are cut to −clip … clip; greater than 0, Infinity for not at all. Default: 10. */
  readonly clip?: number;
  /** Added to the variance, greater than 0. Default: 1e-8. */
  readonly epsilon?: number;
}

/** What a {@link NormalizeObservation} has learnt, as plain JSON: moments by key. */
export type NormalizerJson = Readonly<Record<string, MomentsJson>>;

interface Part {
  readonly key: string;
  readonly rows: number;
  readonly width: number;
  readonly paddable: boolean;
  readonly normalized: Float32Array;
  moments: RunningMoments;
}

/**
 * Shifts and scales observations by their running mean and variance. A two-dimensional Box `[rows, columns]` has one
 * mean and variance a column, over all its rows that are no padding, since rows are like things; any other Box has one
 * an entry. Normalised arrays are views that the next `reset` or `step` overwrites.
 *
 * @example
 * const env = new NormalizeObservation(make("CryoEM/Collection-v0", { scenario: "y1-like" }));
 * // … train …
 * writeFileSync("normalizer.json", JSON.stringify(env.save()));
 * env.frozen = true; // for evaluation
 */
export class NormalizeObservation<Observation, Action, Info> extends Wrapper<Observation, Action, Info> {
  readonly actionSpace = this.env.actionSpace;
  readonly observationSpace: Space<Observation>;
  /** While true nothing more is learnt. */
  frozen = false;
  readonly #options: Required<NormalizeObservationOptions<Observation>>;
  readonly #parts: readonly Part[];
  readonly #isPadding: PaddingRule<Observation> | undefined;

  /** @throws RangeError if an option is out of range, or a key is unknown or no Box */
  constructor(env: Env<Observation, Action, Info>, options: NormalizeObservationOptions<Observation> = {}) {
    super(env);
    requireKnownKeys("NormalizeObservation", options, ["keys", "padding", "clip", "epsilon"]);
    const boxes = boxesOf(env.observationSpace);
    const { keys = [...boxes.keys()], padding = "zero-rows", clip = 10, epsilon = 1e-8 } = options;
    if (!(clip > 0)) throw new RangeError(`the option 'clip' is ${clip}; expected a number greater than 0`);
    if (!(epsilon > 0)) throw new RangeError(`the option 'epsilon' is ${epsilon}; expected a number greater than 0`);
    if (typeof padding !== "function" && padding !== "zero-rows" && padding !== "none") {
      throw new RangeError(`the option 'padding' is ${padding}; expected 'zero-rows', 'none' or a function`);
    }
    this.#options = { keys, padding, clip, epsilon };
    this.#isPadding = typeof padding === "function" ? padding : undefined;
    this.#parts = keys.map((key) => {
      const box = boxes.get(key);
      if (box === undefined) {
        const known = [...boxes.keys()];
        throw new RangeError(
          `'${key}' is no Box of the observation; expected some of ${known.join(", ")}.${didYouMean(key, known)}`,
        );
      }
      const paddable = box.shape.length === 2;
      const [rows, width] = paddable ? [box.shape[0]!, box.shape[1]!] : [1, box.size];
      return { key, rows, width, paddable, normalized: new Float32Array(box.size), moments: new RunningMoments(width) };
    });
    this.observationSpace = normalizedSpace(env.observationSpace, keys, clip) as Space<Observation>;
  }

  override get metadata(): EnvMetadata {
    return { ...this.env.metadata, observationsAreViews: true };
  }

  reset(request?: ResetRequest): ResetResult<Observation, Info> {
    const result = this.env.reset(request);
    return { ...result, observation: this.#normalize(result.observation) };
  }

  step(action: Action): StepResult<Observation, Info> {
    const step = this.env.step(action);
    return { ...step, observation: this.#normalize(step.observation) };
  }

  /** What was learnt, to be kept with a policy. */
  save(): NormalizerJson {
    return Object.fromEntries(this.#parts.map(({ key, moments }) => [key, moments.toJSON()]));
  }

  /** @throws RangeError if it was saved for other keys or shapes; nothing is changed then */
  load(saved: NormalizerJson): void {
    const loaded = this.#parts.map(({ key, width }) => {
      if (!Object.hasOwn(saved, key)) {
        throw new RangeError(`the saved normaliser lacks '${key}'; it has ${Object.keys(saved).join(", ")}`);
      }
      return RunningMoments.fromJSON(saved[key]!, width);
    });
    for (const [i, part] of this.#parts.entries()) part.moments = loaded[i]!;
  }

  describe() {
    return { name: "NormalizeObservation", options: this.#options };
  }

  #normalize(observation: Observation): Observation {
    const whole = observation instanceof Float32Array;
    const normalized: Record<string, unknown> = whole ? {} : { ...Object(observation) };
    for (const part of this.#parts) {
      const values: Float32Array = whole ? observation : Reflect.get(Object(observation), part.key);
      this.#write(part, values, observation);
      normalized[part.key] = part.normalized;
    }
    return (whole ? normalized[""] : normalized) as Observation;
  }

  #write(
    { key, rows, width, paddable, normalized, moments }: Part,
    values: Float32Array,
    observation: Observation,
  ): void {
    const { clip, epsilon } = this.#options;
    const counts = (row: number) => !paddable || !this.#pads(observation, values, row, width, key);
    if (!this.frozen) for (let row = 0; row < rows; row++) if (counts(row)) moments.add(values, row * width);
    for (let row = 0; row < rows; row++) {
      const at = row * width;
      if (!counts(row)) {
        normalized.fill(0, at, at + width);
        continue;
      }
      for (let i = 0; i < width; i++) {
        const value = (values[at + i]! - moments.mean[i]!) / Math.sqrt(moments.variance(i) + epsilon);
        normalized[at + i] = Math.min(clip, Math.max(-clip, value));
      }
    }
  }

  #pads(observation: Observation, values: Float32Array, row: number, width: number, key: string): boolean {
    if (this.#isPadding !== undefined) return this.#isPadding(observation, row, key);
    if (this.#options.padding === "none") return false;
    for (let i = row * width; i < (row + 1) * width; i++) if (values[i] !== 0) return false;
    return true;
  }
}

/** The Boxes of an observation by key; a Box by itself has the key ''. */
function boxesOf(space: Space<unknown>): Map<string, Box> {
  const entries: [string, Space<unknown>][] = space instanceof Dict ? Object.entries(space.spaces) : [["", space]];
  return new Map(entries.filter((entry): entry is [string, Box] => entry[1] instanceof Box));
}

function normalizedSpace(space: Space<unknown>, keys: readonly string[], clip: number): Space<unknown> {
  if (space instanceof Box) return keys.length === 0 ? space : new Box(-clip, clip, space.shape);
  if (!(space instanceof Dict)) return space;
  const entries: [string, Space<unknown>][] = Object.entries(space.spaces);
  return new Dict(
    Object.fromEntries(
      entries.map(([key, inner]) => [
        key,
        keys.includes(key) && inner instanceof Box ? new Box(-clip, clip, inner.shape) : inner,
      ]),
    ),
  );
}
