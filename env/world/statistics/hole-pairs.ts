import { medianSorted } from "simple-statistics";
import type { TargetTree } from "../../tree/target-tree.js";

/** Where a group's holes lie: in its image, pixels, where all of them have that; else on the stage, µm. */
interface Places {
  /** Rows of the holes, by rising x. */
  readonly holes: readonly number[];
  readonly x: Float64Array;
  readonly y: Float64Array;
}

function placesInGroups(tree: TargetTree): Places[] {
  const leaf = tree.leafLevel;
  const known = (x: Float64Array, y: Float64Array) => {
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) if (Number.isNaN(x[hole]! + y[hole]!)) return false;
    return true;
  };
  const { imageXPixels, imageYPixels, stageXMicrometers, stageYMicrometers } = tree;
  const inImage = known(imageXPixels, imageYPixels);
  if (!inImage && !known(stageXMicrometers, stageYMicrometers)) return [];
  const x = inImage ? imageXPixels : stageXMicrometers;
  const y = inImage ? imageYPixels : stageYMicrometers;
  const groups: Places[] = [];
  for (let group = tree.levelStart[leaf - 1]!; group < tree.levelStart[leaf]!; group++) {
    const first = tree.firstChild[group]!;
    const holes = Array.from({ length: tree.childCount[group]! }, (_, i) => first + i);
    groups.push({ holes: holes.sort((a, b) => x[a]! - x[b]!), x, y });
  }
  return groups;
}

/** Calls `visit` for each two holes of one group that are at most `reach` apart. */
function forPairs(groups: readonly Places[], reach: number, visit: (a: number, b: number, distance: number) => void) {
  for (const { holes, x, y } of groups) {
    for (let i = 0; i < holes.length; i++) {
      for (let j = i + 1; j < holes.length && x[holes[j]!]! - x[holes[i]!]! <= reach; j++) {
        const distance = Math.hypot(x[holes[i]!]! - x[holes[j]!]!, y[holes[i]!]! - y[holes[j]!]!);
        if (distance <= reach) visit(holes[i]!, holes[j]!, distance);
      }
    }
  }
}

/**
 * The distance from hole to hole: the median over holes of the distance to the nearest one of the same group. In
 * session 21mar02c it is 182.1 pixels.
 */
function pitchOf(groups: readonly Places[]): number {
  const nearest: number[] = [];
  for (const { holes, x, y } of groups) {
    for (let i = 0; i < holes.length; i++) {
      let best = Number.POSITIVE_INFINITY;
      for (const step of [-1, 1]) {
        for (let j = i + step; j >= 0 && j < holes.length; j += step) {
          const dx = x[holes[i]!]! - x[holes[j]!]!;
          if (Math.abs(dx) >= best) break;
          best = Math.min(best, Math.hypot(dx, y[holes[i]!]! - y[holes[j]!]!));
        }
      }
      if (Number.isFinite(best)) nearest.push(best);
    }
  }
  return nearest.length === 0 ? Number.NaN : medianSorted(nearest.sort((a, b) => a - b));
}

/** Two holes of one group. */
export interface HolePair {
  readonly a: number;
  readonly b: number;
  /** How far apart they are, in hole pitches. */
  readonly pitches: number;
}

/**
 * All pairs of holes of one group up to a distance, each once; none where holes have no positions.
 *
 * @param most in hole pitches
 */
export function holePairs(tree: TargetTree, most: number): HolePair[] {
  const groups = placesInGroups(tree);
  const pitch = pitchOf(groups);
  const pairs: HolePair[] = [];
  if (pitch > 0) forPairs(groups, most * pitch, (a, b, distance) => pairs.push({ a, b, pitches: distance / pitch }));
  return pairs;
}
