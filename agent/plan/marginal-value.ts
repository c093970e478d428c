import { groupOf } from "../../env/session/available-holes.js";
import type { Session } from "../../env/session/session.js";
import { fits } from "../../env/world/fits.js";
import type { RelaxedPlan } from "./relaxed-plan.js";

/** A hole, and the highest level of place that is left on the way to it. */
export interface Choice {
  readonly hole: number;
  readonly leaves: "nothing" | "group" | "square";
  /** Whether what is chosen beats the price of time; if not, it is the least loss. */
  readonly pays: boolean;
}

/**
 * The marginal-value rule on an evaluated plan: stay in the group while its best hole beats the price of time,
 * then go to the square's best group, then to the square with the greatest gain over the price. If nothing beats
 * it, the hole with the least loss. Only holes whose whole way fits into the time left are chosen.
 *
 * @param plan evaluated with these values at this price
 * @param values worth of each hole, by row
 * @param price worth of a second
 * @returns undefined if no hole fits
 */
export function marginalValueChoice(
  session: Session,
  plan: RelaxedPlan,
  values: Float64Array,
  price: number,
): Choice | undefined {
  const { tree } = session;
  const here = groupOf(session, session.place);
  if (tree.level[here] === tree.leafLevel - 1) {
    const hole = bestHole(session, here, values);
    if (hole !== -1 && plan.gain[hole]! > 0) return { hole, leaves: "nothing", pays: true };
    const next = bestGroup(session, tree.parent[here]!, plan, values);
    if (next !== -1) return { hole: next, leaves: "group", pays: true };
  }
  const next = bestSquare(session, plan, values, price);
  if (next !== -1) return { hole: next, leaves: "square", pays: true };
  const hole = leastLoss(session, values, price);
  if (hole === -1) return undefined;
  const level =
    tree.parent[hole] === here ? "nothing" : tree.parent[tree.parent[hole]!] === tree.parent[here] ? "group" : "square";
  return { hole, leaves: level, pays: false };
}

/**
 * What the choice was made from: the holes of the group it stays in, the square's groups, or all squares, each with its
 * gain over the price of time, the best first. Nothing where nothing pays.
 *
 * @param plan as evaluated for the choice
 */
export function comparedTargets(
  session: Session,
  plan: RelaxedPlan,
  choice: Choice,
  price: number,
  most: number,
): { readonly target: number; readonly score: number }[] {
  if (!choice.pays) return [];
  const { tree, availableCount } = session;
  const group = tree.parent[choice.hole]!;
  const square = tree.parent[group]!;
  const rows = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);
  const level = tree.leafLevel - 2;
  const compared = {
    nothing: () => rows(tree.firstChild[group]!, tree.childCount[group]!),
    group: () => rows(tree.firstChild[square]!, tree.childCount[square]!),
    square: () => rows(tree.levelStart[level]!, tree.levelStart[level + 1]! - tree.levelStart[level]!),
  }[choice.leaves]();
  const entry = (row: number) => (choice.leaves === "square" ? price * gridEntrySeconds(session, row) : 0);
  return compared
    .filter((row) => availableCount[row]! > 0)
    .map((target) => ({ target, score: plan.gain[target]! - entry(target) }))
    .sort((a, b) => b.score - a.score || a.target - b.target)
    .slice(0, most);
}

/** The least seconds into a square's grid from where the stage stands. */
function gridEntrySeconds({ tree, place, plan }: Session, square: number): number {
  const grid = tree.parent[square]!;
  return tree.contains(grid, place) ? 0 : plan.latency.leastEntrySeconds(tree, grid);
}

/** The available hole of a group with the greatest value, −1 if there is none or the way to it does not fit. */
function bestHole(session: Session, group: number, values: Float64Array): number {
  if (session.availableCount[group] === 0) return -1;
  const { tree } = session;
  const first = tree.firstChild[group]!;
  let best = -1;
  for (let hole = first; hole < first + tree.childCount[group]!; hole++) {
    if (session.isAvailable(hole) && (best === -1 || values[hole]! > values[best]!)) best = hole;
  }
  return best !== -1 && fits(session.expectedSeconds(best), session.remainingSeconds) ? best : -1;
}

/** The best hole of the square's group with the greatest positive gain; −1 if there is none. */
function bestGroup(session: Session, square: number, plan: RelaxedPlan, values: Float64Array): number {
  const { tree } = session;
  const first = tree.firstChild[square]!;
  let bestGain = 0;
  let best = -1;
  for (let group = first; group < first + tree.childCount[square]!; group++) {
    if (!(plan.gain[group]! > bestGain)) continue;
    const hole = bestHole(session, group, values);
    if (hole === -1) continue;
    best = hole;
    bestGain = plan.gain[group]!;
  }
  return best;
}

/** The first hole of the square with the greatest gain, the way into its grid counted; −1 if none pays. */
function bestSquare(session: Session, plan: RelaxedPlan, values: Float64Array, price: number): number {
  const { tree } = session;
  const level = tree.leafLevel - 2;
  let bestGain = 0;
  let best = -1;
  for (let square = tree.levelStart[level]!; square < tree.levelStart[level + 1]!; square++) {
    const gain = plan.gain[square]! - price * gridEntrySeconds(session, square);
    if (!(gain > bestGain)) continue;
    const hole = bestGroup(session, square, plan, values);
    if (hole === -1) continue;
    best = hole;
    bestGain = gain;
  }
  return best;
}

function leastLoss(session: Session, values: Float64Array, price: number): number {
  const { tree } = session;
  let best = -1;
  let bestGain = Number.NEGATIVE_INFINITY;
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    if (!session.isAvailable(hole)) continue;
    const seconds = session.expectedSeconds(hole);
    const gain = values[hole]! - price * seconds;
    if (gain > bestGain && fits(seconds, session.remainingSeconds)) {
      best = hole;
      bestGain = gain;
    }
  }
  return best;
}
