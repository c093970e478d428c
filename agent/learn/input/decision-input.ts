import { candidateFeatureNames } from "./candidate-features.js";
import { contextFeatureNames } from "./context-features.js";

/** Changes with any change of the features' meaning, order or number: a checkpoint fits one version. */
export const FEATURE_SCHEMA_VERSION = 1;

export const CANDIDATE_FEATURES = candidateFeatureNames.length;
export const CONTEXT_FEATURES = contextFeatureNames.length;

/**
 * The network's input for one step of a decision, lent by whoever fills it: the next one takes its place.
 */
export interface DecisionInput {
  /** Number in `levelNames` of what the candidates are. */
  readonly level: number;
  /** K candidates. */
  readonly count: number;
  /** [K × features], as `candidateFeatureNames`. */
  readonly candidates: Float32Array;
  /** [features], as `contextFeatureNames`. */
  readonly context: Float32Array;
  /** 1 for what may be chosen: STOP, UP, WAIT, candidates. [3 + K] */
  readonly legal: Uint8Array;
  /** What the rule makes of each move, in units of its level; the greatest is 0, and none is below −30. [3 + K] */
  readonly scores: Float32Array;
}
