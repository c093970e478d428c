import { type MomentsJson, RunningMoments } from "../../../env/wrappers/running-moments.js";

/** A {@link FeatureNormaliser} as plain JSON. */
export interface NormaliserJson {
  readonly candidates: MomentsJson;
  readonly context: MomentsJson;
}

/** Added to variances: features that hardly vary are not blown up. */
const LEAST_VARIANCE = 0.01;

/** Normalised features are cut to ±this. */
const MOST = 8;

/**
 * Brings features to mean 0 and variance 1, as seen so far. It sees features of candidates that there are, never padding;
 * when it is frozen, it sees no more: a network that has learned with it is evaluated with what it had seen.
 *
 * @example
 * normaliser.see(input.candidates, input.count, input.context);
 * normaliser.applyToCandidates(features, 0, rows);
 */
export class FeatureNormaliser {
  isFrozen = false;

  constructor(
    readonly candidates: RunningMoments,
    readonly context: RunningMoments,
  ) {}

  /** One that has seen nothing: it changes nothing but by {@link LEAST_VARIANCE}. */
  static create(candidateFeatures: number, contextFeatures: number): FeatureNormaliser {
    return new FeatureNormaliser(new RunningMoments(candidateFeatures), new RunningMoments(contextFeatures));
  }

  /** Takes in the features of a step, not normalised. Nothing if it is frozen. @param count of candidates */
  see(candidates: Float32Array, count: number, context: Float32Array): void {
    if (this.isFrozen) return;
    for (let i = 0; i < count; i++) this.candidates.add(candidates, i * this.candidates.width);
    this.context.add(context);
  }

  /** Takes in all that another one has seen. */
  merge(other: FeatureNormaliser): void {
    this.candidates.merge(other.candidates);
    this.context.merge(other.context);
  }

  /** Normalises candidates in place. @param firstRow of the features' matrix */
  applyToCandidates(features: Float32Array, firstRow: number, rows: number): void {
    apply(this.candidates, features, firstRow, rows);
  }

  /** Normalises contexts in place. */
  applyToContext(features: Float32Array, firstRow: number, rows: number): void {
    apply(this.context, features, firstRow, rows);
  }

  toJSON(): NormaliserJson {
    return { candidates: this.candidates.toJSON(), context: this.context.toJSON() };
  }

  /** @throws RangeError if the JSON is of other widths or holds what is no number */
  static fromJSON(json: NormaliserJson, candidateFeatures: number, contextFeatures: number): FeatureNormaliser {
    return new FeatureNormaliser(
      RunningMoments.fromJSON(json.candidates, candidateFeatures),
      RunningMoments.fromJSON(json.context, contextFeatures),
    );
  }
}

function apply(moments: RunningMoments, features: Float32Array, firstRow: number, rows: number): void {
  const { width, mean } = moments;
  for (let i = 0; i < width; i++) {
    const centre = mean[i]!;
    const factor = 1 / Math.sqrt(moments.variance(i) + LEAST_VARIANCE);
    for (let row = firstRow; row < firstRow + rows; row++) {
      const at = row * width + i;
      features[at] = Math.min(MOST, Math.max(-MOST, (features[at]! - centre) * factor));
    }
  }
}
