import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import { fits } from "../../env/world/fits.js";
import type { RelaxedPlan } from "./relaxed-plan.js";
import { leastSecondsThrough, surveyFits } from "./unexplored.js";

/** What to do next, and the highest level of place that is left on the way to it. */
export interface Choice {
  /** A hole to expose, or a node to survey: one of the plan's unexplored ones. */
  readonly target: number;
  readonly leaves: "nothing" | "group" | "square";
  /** Whether what is chosen beats the price of time; if not, it is the least loss. */
  readonly pays: boolean;
}

/** An evaluated plan and what it was evaluated with. */
export interface Evaluated {
  readonly plan: RelaxedPlan;
  /** Worth of each hole, by row. */
  readonly values: Float64Array;
  readonly status: Uint8Array;
  /** Worth of a second. */
  readonly price: number;
}

/**
 * The marginal-value rule on an evaluated plan: stay in the group while its best hole beats the price of time, then go
 * to the square's best group, then to the square with the greatest gain over the price; one that was not surveyed has
 * the gain expected of it, and so has the typical square of a grid that was not. A grid in which something pays is left
 * for what is worth the way back, too. If no single square is worth the way, the grid whose squares are, all together. If nothing beats the price, the least loss. Only what fits into the time
 * left is chosen: a hole with its whole way, a survey with the nearest exposure that may follow.
 *
 * @returns undefined if nothing fits
 */
export function marginalValueChoice(session: Session, evaluated: Evaluated): Choice | undefined {
  const { tree } = evaluated.plan;
  const { place } = session;
  const groupLevel = groupLevelOf(tree.shape);
  const square = tree.level[place]! >= groupLevel - 1 ? tree.ancestor(place, groupLevel - 1) : -1;
  const group = tree.level[place]! >= groupLevel ? tree.ancestor(place, groupLevel) : -1;
  if (group !== -1) {
    const hole = bestHole(session, evaluated, group);
    if (hole !== -1 && evaluated.plan.gain[hole]! > 0) return { target: hole, leaves: "nothing", pays: true };
  }
  if (square !== -1) {
    const hole = bestGroup(session, evaluated, square);
    if (hole !== -1) return { target: hole, leaves: "group", pays: true };
  }
  let target = bestSquare(session, evaluated, groupLevel - 1);
  if (target === -1) target = bestGrid(session, evaluated);
  if (target !== -1) return { target, leaves: "square", pays: true };
  target = leastLoss(session, evaluated);
  if (target === -1) return undefined;
  const leaves =
    group !== -1 && tree.contains(group, target)
      ? "nothing"
      : square !== -1 && tree.contains(square, target)
        ? "group"
        : "square";
  return { target, leaves, pays: false };
}

/**
 * What the choice was made from: the holes of the group that it stays in, the square's groups, or all squares, each with
 * its gain over the price of time, the best first. Nothing where nothing pays.
 *
 * @param most so many of them
 */
export function comparedTargets(
  session: Session,
  evaluated: Evaluated,
  choice: Choice,
  most: number,
): { readonly target: number; readonly score: number }[] {
  if (!choice.pays) return [];
  const { plan } = evaluated;
  const { tree } = plan;
  const groupLevel = groupLevelOf(tree.shape);
  const rows = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i);
  const children = (node: number) => rows(tree.firstChild[node]!, tree.firstChild[node]! + tree.childCount[node]!);
  const compared = {
    nothing: () => children(tree.ancestor(choice.target, groupLevel)),
    group: () => children(tree.ancestor(choice.target, groupLevel - 1)),
    square: () => [
      ...rows(tree.levelStart[groupLevel - 1]!, tree.levelStart[groupLevel]!),
      ...plan.unexplored.filter((node) => tree.level[node]! < groupLevel - 1),
    ],
  }[choice.leaves]();
  return compared
    .filter((row) => session.isOpen(row) && isFound(session, row))
    .map((target) => ({
      target,
      score: choice.leaves === "square" ? squareGain(session, evaluated, target, groupLevel - 1) : plan.gain[target]!,
    }))
    .sort((a, b) => b.score - a.score || a.target - b.target)
    .slice(0, most);
}

function isFound({ tree }: Session, row: number): boolean {
  return tree.childCount[tree.parent[row]!] !== 0;
}

/** The available hole below a group or hole with the greatest value, −1 if there is none or the way does not fit. */
function bestHole(session: Session, evaluated: Evaluated, node: number): number {
  const { plan, values, status } = evaluated;
  const { tree } = plan;
  const first = tree.firstChild[node]!;
  const last = first + tree.childCount[node]!;
  let best = -1;
  if (!tree.isLeaf(first)) {
    for (let child = first; child < last; child++) {
      if (!hasLeaf(evaluated, child)) continue;
      if (best === -1 || plan.gain[child]! > plan.gain[best]!) best = child;
    }
    return best === -1 ? -1 : bestHole(session, evaluated, best);
  }
  for (let hole = first; hole < last; hole++) {
    if (status[hole] === TargetStatus.Available && (best === -1 || values[hole]! > values[best]!)) best = hole;
  }
  return best !== -1 && fits(session.expectedSeconds(best), session.remainingSeconds) ? best : -1;
}

/** Whether there is something to expose in a hole with several positions. */
function hasLeaf({ plan: { tree }, status }: Evaluated, node: number): boolean {
  const first = tree.firstChild[node]!;
  for (let leaf = first; leaf < first + tree.childCount[node]!; leaf++) {
    if (status[leaf] === TargetStatus.Available) return true;
  }
  return false;
}

/** The best hole of the square's group with the greatest positive gain; −1 if there is none. */
function bestGroup(session: Session, evaluated: Evaluated, square: number): number {
  const { plan } = evaluated;
  const { gain, tree } = plan;
  const first = tree.firstChild[square]!;
  let bestGain = 0;
  let best = -1;
  for (let group = first; group < first + tree.childCount[square]!; group++) {
    if (!(gain[group]! > bestGain)) continue;
    const hole = bestHole(session, evaluated, group);
    if (hole === -1) continue;
    best = hole;
    bestGain = gain[group]!;
  }
  return best;
}

/** Gain of a square over the price, or of a typical one of an unexplored grid, the way into its grid counted. */
export function squareGain(session: Session, { plan, price }: Evaluated, node: number, squareLevel: number): number {
  const { tree } = plan;
  const isGrid = tree.level[node]! < squareLevel;
  const grid = isGrid ? node : tree.parent[node]!;
  const entry = tree.contains(grid, session.place) ? 0 : session.plan.latency.leastEntrySeconds(session.tree, grid);
  return (isGrid ? plan.expectedChildGain(node, price) : plan.gain[node]!) - price * entry;
}

/** What to do first in the square, or unexplored grid, with the greatest gain; −1 if none pays. */
function bestSquare(session: Session, evaluated: Evaluated, squareLevel: number): number {
  const { tree, unexplored } = evaluated.plan;
  let bestGain = 0;
  let best = -1;
  const here = session.place > 0 ? tree.ancestor(session.place, 1) : -1;
  const wayBack = here === -1 ? 0 : wayBackCost(session, evaluated, here);
  const compare = (node: number) => {
    const own = squareGain(session, evaluated, node, squareLevel);
    if (!(own > 0)) return;
    const gain = here !== -1 && tree.contains(here, node) ? own + wayBack : own;
    if (!(gain > bestGain)) return;
    const target = firstTarget(session, evaluated, node);
    if (target === -1) return;
    best = target;
    bestGain = gain;
  };
  for (let square = tree.levelStart[squareLevel]!; square < tree.levelStart[squareLevel + 1]!; square++) {
    compare(square);
  }
  for (const node of unexplored) if (tree.level[node]! < squareLevel) compare(node);
  return best;
}

/** What coming back to a grid costs, at what a second of the plan brings: its price and, on average, what beats that. */
function wayBackCost(session: Session, { plan: { gain, seconds }, price }: Evaluated, grid: number): number {
  const beyond = seconds[0]! > 0 ? Math.max(0, gain[0]!) / seconds[0]! : 0;
  return (price + beyond) * session.plan.latency.leastEntrySeconds(session.tree, grid);
}

/** What to do first in the grid of the greatest positive gain: the way into it may pay for several squares together. */
function bestGrid(session: Session, evaluated: Evaluated): number {
  const { plan } = evaluated;
  const { tree } = plan;
  let bestGain = 0;
  let best = -1;
  for (let grid = tree.levelStart[1]!; grid < tree.levelStart[2]!; grid++) {
    if (!(plan.gain[grid]! > bestGain)) continue;
    let target = plan.unexplored.includes(grid) ? firstTarget(session, evaluated, grid) : -1;
    let bestHere = 0;
    for (let square = tree.firstChild[grid]!; square < tree.firstChild[grid]! + tree.childCount[grid]!; square++) {
      if (!(plan.gain[square]! > bestHere)) continue;
      const first = firstTarget(session, evaluated, square);
      if (first === -1) continue;
      target = first;
      bestHere = plan.gain[square]!;
    }
    if (target === -1) continue;
    best = target;
    bestGain = plan.gain[grid]!;
  }
  return best;
}

/** An unexplored node itself if its survey fits, else the best hole of a square; −1 if nothing fits. */
function firstTarget(session: Session, evaluated: Evaluated, node: number): number {
  if (!evaluated.plan.unexplored.includes(node)) return bestGroup(session, evaluated, node);
  return surveyFits(session, node) ? node : -1;
}

function leastLoss(session: Session, { plan, values, status, price }: Evaluated): number {
  const { tree } = plan;
  let best = -1;
  let bestGain = Number.NEGATIVE_INFINITY;
  const compare = (target: number, value: number, seconds: number) => {
    const gain = value - price * seconds;
    if (!(gain > bestGain) || !fits(seconds, session.remainingSeconds)) return;
    best = target;
    bestGain = gain;
  };
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    if (status[hole] === TargetStatus.Available) compare(hole, values[hole]!, session.expectedSeconds(hole));
  }
  for (const node of plan.unexplored) compare(node, plan.expectedChance(node), leastSecondsThrough(session, node));
  return best;
}
