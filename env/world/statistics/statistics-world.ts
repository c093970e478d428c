import type { Outcome } from "../../session/outcome.js";
import type { TargetTree } from "../../tree/target-tree.js";

/** A whole world with its truth, as `WorldSource.create` gives it. */
export interface StatisticsWorld {
  readonly tree: TargetTree;
  /** By row; NaN for a failed CTF fit and for rows that are no holes. */
  readonly ctfResolutionAngstrom: Float64Array;
}

/** What counts as good, as an objective's `isGood`. */
export type IsGood = (outcome: Outcome) => boolean;

/** 1 for a good hole, 0 for a bad one, by row; 0 for rows that are no holes. */
export function goodLabels({ tree, ctfResolutionAngstrom }: StatisticsWorld, isGood: IsGood): Float64Array {
  const labels = new Float64Array(tree.size);
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    const ctf = ctfResolutionAngstrom[hole]!;
    labels[hole] = isGood({ ctfResolutionAngstrom: ctf, failed: Number.isNaN(ctf) }) ? 1 : 0;
  }
  return labels;
}

/** Natural logarithm of the CTF resolution in ångström by row; NaN where there is none. */
export function logCtf({ ctfResolutionAngstrom }: StatisticsWorld): Float64Array {
  return ctfResolutionAngstrom.map((ctf) => Math.log(ctf));
}

/**
 * Weight of each hole by row: 1, or 1 / the number of its square's holes that count, so that squares count alike.
 *
 * @param counts whether a hole counts; one that does not weighs 0
 */
export function holeWeights(
  tree: TargetTree,
  weighting: "square" | "hole",
  counts: (hole: number) => boolean,
): Float64Array {
  const square = levelOf(tree, "square");
  const holes = new Float64Array(tree.size);
  const weights = new Float64Array(tree.size);
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    if (counts(hole)) holes[tree.ancestor(hole, square)]!++;
  }
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    if (counts(hole)) weights[hole] = weighting === "hole" ? 1 : 1 / holes[tree.ancestor(hole, square)]!;
  }
  return weights;
}

/** @throws RangeError if the tree has no such level */
export function levelOf(tree: TargetTree, name: string): number {
  const level = tree.shape.levels.indexOf(name);
  if (level < 0) throw new RangeError(`the world has no level '${name}', only ${tree.shape.levels.join(", ")}`);
  return level;
}
