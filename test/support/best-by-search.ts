import { Obtainable } from "../../agent/evaluate/obtainable.js";
import { trueAmounts } from "../../agent/evaluate/truth.js";

import { TargetStatus } from "../../env/session/target-status.js";
import { fits } from "../../env/world/fits.js";
import type { World, WorldStart } from "../../env/world/world.js";

/** So often is one target entered at most. */
const MOST_TRIES = 4;

/**
 * The greatest return in a small world by trying every order of moves, what falls due by the clock included; coming to the
 * same place having done the same is kept for the earliest time alone, as being later is never of use.
 *
 * @param mostStates after so many the search is given up
 * @returns undefined if it was given up
 */
export function bestBySearch(world: World, start: WorldStart, mostStates: number): number | undefined {
  const { tree } = world.data;
  const { objective, budgetSeconds } = world.plan;
  const session = world.begin(start);
  const truth = trueAmounts(world);
  const status = new Obtainable(world, session).status(session).slice();
  const isTarget = (row: number) => !tree.isLeaf(row) || (status[row] === TargetStatus.Available && truth[row]! > 0);
  const targets = [...Array(tree.size).keys()].slice(1).filter(isTarget);
  const all = targets.filter((row) => tree.isLeaf(row)).reduce((sum, row) => sum + truth[row]!, 0);
  const tries = new Uint8Array(tree.size);
  const exposed = new Uint8Array(tree.size);
  const earliest = new Map<string, number>();
  let best = 0;
  let givenUp = false;

  const visit = (place: number, clock: number, tally: number) => {
    const cost = (objective.costPerHour * clock) / 3600;
    best = Math.max(best, objective.worth(tally) - cost);
    if (objective.worth(all) - cost <= best || givenUp) return;
    const key = `${place}/${tries.join("")}`;
    if (clock >= (earliest.get(key) ?? Number.POSITIVE_INFINITY)) return;
    earliest.set(key, clock);
    givenUp ||= earliest.size > mostStates;
    for (const target of targets) {
      if (exposed[target] === 1 || tries[target] === MOST_TRIES) continue;
      if (tree.contains(target, place) || !tree.contains(tree.parent[target]!, place)) continue;
      const nth = tries[target]!;
      // Once two tries in a row have failed there are no more.
      if (nth > 1 && world.fails(target, nth - 1) && world.fails(target, nth - 2)) continue;
      const seen = nth < world.triesToReach(target) ? session.tree : tree;
      const seconds = world.trySeconds(seen, place, target, nth, clock);
      if (!fits(seconds, budgetSeconds - clock)) continue;
      const leaf = tree.isLeaf(target) && !world.fails(target, nth);
      tries[target]!++;
      exposed[target] = leaf ? 1 : 0;
      visit(world.fails(target, nth) ? place : target, clock + seconds, tally + (leaf ? truth[target]! : 0));
      exposed[target] = 0;
      tries[target]!--;
    }
  };
  visit(session.place, 0, 0);
  return givenUp ? undefined : best;
}
