import type { Session } from "../../env/session/session.js";
import type { TargetTree } from "../../env/tree/target-tree.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { World } from "../../env/world/world.js";

/** What getting to each row for the first time costs at least, its parent being entered. Seconds by row. */
export interface EntryPrices {
  /** From the parent's own place, where one stands after entering it: only one of its children is reached so. */
  readonly first: Float64Array;
  /** From anywhere else in the parent, or from its own place after entering it once more. */
  readonly next: Float64Array;
}

/**
 * What getting to each row costs at least in this world from where a session begins: drawn durations, jitter included,
 * the least over all places from which a try can begin, summed over the tries that fail before the first one that does
 * not. What was not surveyed pays its survey. Rows that the stage stands in are free, rows that nobody can get to
 * infinitely dear.
 *
 * These are lower bounds for any set of rows, in any order, so sums of them may be minimised over the sets:
 *
 * - Durations are functions of target, try and place. A row is reached for the first time by its first tries up to the
 *   first that does not fail, each of them begun at some place in its parent, so it takes at least the least of each:
 *   the cheapest way in, whatever the other rows of the set are. (A spanning tree over all rows would not do: the one
 *   of fewer rows may be cheaper or dearer.) What falls due by the clock is left aside and only makes it longer.
 * - After its parent was entered the stage stands at the parent's own place until the first child is reached, so the
 *   first one is reached from there and no other, unless the parent is entered again. Entering it m more times takes
 *   its next m tries at least, so each child that is reached by such another entry can be charged the least mean of m of
 *   these, over all m.
 * - Outside a group it makes no difference where in it the stage stands: a group is what image shift reaches.
 *
 * @param session at its begin
 */
export function entryPrices(world: World, session: Session): EntryPrices {
  const { tree } = world.data;
  const { place } = session;
  const { size, firstLeaf, firstChild, childCount } = tree;
  const tries = Float64Array.from({ length: size }, (_, row) =>
    row === 0 || tree.contains(row, place) ? 0 : world.triesToReach(row),
  );
  const ways = new Ways(world, tries);
  const first = new Float64Array(size);
  const next = new Float64Array(size);
  for (let parent = 0; parent < firstLeaf; parent++) {
    const end = firstChild[parent]! + childCount[parent]!;
    const standsBelow = place !== parent && tree.contains(parent, place);
    let again = Number.NaN;
    for (let row = firstChild[parent]!; row < end; row++) {
      if (tries[row] === 0) continue;
      if (tries[row] === Number.POSITIVE_INFINITY) {
        first[row] = next[row] = Number.POSITIVE_INFINITY;
        continue;
      }
      const last = tries[row]! - 1;
      let failing = 0;
      for (let nth = 0; nth < last; nth++) {
        failing += Math.min(ways.own(session.tree, row, nth), ways.elsewhere(session.tree, row, nth));
      }
      const own = failing + ways.own(session.tree, row, last);
      const elsewhere = failing + ways.elsewhere(session.tree, row, last);
      if (own < elsewhere && Number.isNaN(again)) again = ways.again(parent, childCount[parent]!);
      first[row] = standsBelow ? Number.POSITIVE_INFINITY : own;
      next[row] = own < elsewhere ? Math.min(elsewhere, own + again) : elsewhere;
    }
  }
  return { first, next };
}

/** Least seconds of single tries, what falls due by the clock left aside. */
class Ways {
  readonly #world: World;
  readonly #tries: Float64Array;
  readonly #groupLevel: number;

  /** @param tries to reach each row; 0 for those that the stage begins in */
  constructor(world: World, tries: Float64Array) {
    this.#world = world;
    this.#tries = tries;
    this.#groupLevel = groupLevelOf(world.data.tree.shape);
  }

  /** Of a try from the parent's own place. @param seen what was surveyed until then */
  own(seen: TargetTree, row: number, nth: number): number {
    return this.#world.trySeconds(seen, this.#world.data.tree.parent[row]!, row, nth, Number.NaN);
  }

  /** Of a try from any other place in the parent that can be got to; infinite if there is none. */
  elsewhere(seen: TargetTree, row: number, nth: number): number {
    const { level, parent, leafLevel } = this.#world.data.tree;
    const deepest = level[row]! > this.#groupLevel ? leafLevel : this.#groupLevel;
    return this.#leastBelow(seen, parent[row]!, row, nth, deepest);
  }

  /** Of entering a node once more, where it is done up to so many times: the least mean. Nothing is surveyed twice. */
  again(row: number, times: number): number {
    if (row === 0) return Number.POSITIVE_INFINITY;
    const { tree } = this.#world.data;
    let sum = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let m = 0; m < times; m++) {
      const nth = this.#tries[row]! + m;
      sum += Math.min(this.own(tree, row, nth), this.elsewhere(tree, row, nth));
      least = Math.min(least, sum / (m + 1));
    }
    return least;
  }

  #leastBelow(seen: TargetTree, node: number, row: number, nth: number, deepest: number): number {
    const { level, firstChild, childCount } = this.#world.data.tree;
    let least = Number.POSITIVE_INFINITY;
    if (level[node] === deepest) return least;
    const end = firstChild[node]! + childCount[node]!;
    for (let place = firstChild[node]!; place < end; place++) {
      if (place === row || this.#tries[place] === Number.POSITIVE_INFINITY) continue;
      const here = this.#world.trySeconds(seen, place, row, nth, Number.NaN);
      least = Math.min(least, here, this.#leastBelow(seen, place, row, nth, deepest));
    }
    return least;
  }
}
