import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";

/** What a feature says of the leaves found so far. */
export interface Predictions {
  /** By row; NaN where missing. Of the leaf itself, or of the node above it whose level has the feature. */
  readonly values: Float64Array;
  /** Whether holes have the feature: those found so far or, before any is found, by what the session's schema says. */
  readonly expected: boolean;
}

/**
 * Reads a feature of all leaves that were found: of a hole, or of the hole that a position lies in.
 *
 * @example predictionsOf(session, PREDICTED_CTF_RESOLUTION.name).values[hole]
 */
export function predictionsOf({ tree, status }: Session, feature: string): Predictions {
  const values = new Float64Array(tree.size).fill(Number.NaN);
  let level = tree.leafLevel;
  while (level > 0 && tree.featureIndex(level, feature) === -1) level--;
  const index = tree.featureIndex(level, feature);
  let found = 0;
  let known = 0;
  for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
    if (status[leaf] === TargetStatus.Hidden) continue;
    found++;
    if (index === -1) continue;
    values[leaf] = tree.feature(level === tree.leafLevel ? leaf : tree.ancestor(leaf, level), index);
    if (!Number.isNaN(values[leaf]!)) known++;
  }
  return { values, expected: found === 0 ? index !== -1 : known > 0 };
}
