import type { TargetTree } from "../tree/target-tree.js";
import type { Exposure } from "./exposures.js";

/** One step of the way through a session's exposures. */
export interface WayStep {
  readonly from: number;
  readonly to: number;
  /** The innermost level whose target changed: the leaf level for the next hole of the same group. */
  readonly level: number;
  /** From 0 at the first step to 1 at the last. */
  readonly time: number;
}

/** Steps between successive exposures. @param start where the session began, if at a hole */
export function way(tree: TargetTree, taken: readonly Exposure[], start: number | undefined): WayStep[] {
  const holes = [...(start === undefined ? [] : [start]), ...taken.map((exposure) => exposure.hole)];
  return holes.slice(1).map((to, i) => {
    const from = holes[i]!;
    let level = tree.leafLevel;
    while (level > 1 && tree.ancestor(from, level - 1) !== tree.ancestor(to, level - 1)) level--;
    return { from, to, level, time: holes.length > 2 ? i / (holes.length - 2) : 1 };
  });
}

/**
 * Which visits led to each target of a level, by its row: the first target that was exposed in is visit 1, and
 * each change to another one is the next.
 */
export function visits(tree: TargetTree, taken: readonly Exposure[], level: number): Map<number, number[]> {
  const found = new Map<number, number[]>();
  let place = -1;
  let visit = 0;
  for (const { hole } of taken) {
    const at = tree.ancestor(hole, level);
    if (at === place) continue;
    place = at;
    visit++;
    const earlier = found.get(at);
    if (earlier === undefined) found.set(at, [visit]);
    else earlier.push(visit);
  }
  return found;
}
