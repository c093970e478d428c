import type { TargetTree } from "../tree/target-tree.js";

/**
 * Targets and what an exposure of each would show, by row of the tree. Hidden from policies; immutable. Columns that a
 * world lacks are not measured by its pipeline.
 */
export interface WorldData {
  /** Everything there is, surveyed or not. */
  readonly tree: TargetTree;
  /** [rows] NaN for a failed CTF fit and for rows that are no leaves. */
  readonly ctfResolutionAngstrom: Float64Array;
  /** [rows] */
  readonly iceThicknessNanometers?: Float32Array;
  /** [rows] */
  readonly particleCount?: Float32Array;
  /** [rows] Tilts after which a tilt series ends; fewer than planned is a failure that spends the target. */
  readonly completedTilts?: Uint8Array;
  /** Tilts of a planned series; only with {@link completedTilts}. */
  readonly plannedTilts?: number;
  /** [rows] 1 for what can never be entered, such as a grid that can't be loaded. */
  readonly unreachable?: Uint8Array;
  /**
   * Nodes that are known to be surveyed when an episode begins, where not everything is: a recorded session's. Parents
   * come before their children.
   */
  readonly surveyed?: readonly number[];
  /** Leaves without a known outcome: they are not offered. */
  readonly spent: readonly number[];
}
