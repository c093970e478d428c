import type { Session } from "../../env/session/session.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { World } from "../../env/world/world.js";

/**
 * What entering each node for the first time costs at least in this world, and what exposing each hole does, from where
 * a session stands: drawn durations, the least over all places from which a try can begin, summed over the tries that
 * fail before the first one that does not. What was not surveyed pays its survey. Nodes that the stage stands in are
 * free.
 *
 * It is a lower bound of what a session pays: a try to enter a node begins in its parent, at the parent's own place or
 * in another of its children; durations are functions of target, try and place, so a session's first tries take at
 * least this long whatever else it does and whenever it does it (what falls due by the clock is left aside and only
 * makes them longer). Outside a group it makes no difference where in it the stage stands: a group is what image shift
 * reaches.
 *
 * @returns seconds by row, finite; 0 for nodes that nobody can get to
 */
export function entryPrices(world: World, session: Session): Float64Array {
  const { tree } = world.data;
  const groupLevel = groupLevelOf(tree.shape);
  const seconds = new Float64Array(tree.size);
  const least = (target: number, within: number, nth: number, deep: number): number => {
    if (within === target) return Number.POSITIVE_INFINITY;
    let best = world.trySeconds(session.tree, within, target, nth, Number.NaN);
    if (tree.level[within]! >= deep) return best;
    const first = tree.firstChild[within]!;
    for (let child = first; child < first + tree.childCount[within]!; child++) {
      best = Math.min(best, least(target, child, nth, deep));
    }
    return best;
  };
  for (let row = 1; row < tree.size; row++) {
    if (tree.contains(row, session.place)) continue;
    const tries = world.triesToReach(row);
    if (tries === Number.POSITIVE_INFINITY) continue;
    const deep = tree.level[row]! > groupLevel ? tree.leafLevel : groupLevel;
    for (let nth = 0; nth < tries; nth++) seconds[row]! += least(row, tree.parent[row]!, nth, deep);
  }
  return seconds;
}
