import { leavesBelow } from "../../env/render/tree-walk.js";
import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import { fits } from "../../env/world/fits.js";
import type { Belief } from "../belief/belief.js";
import type { Reason } from "../policy.js";
import { surveyFits } from "./unexplored.js";

/** Exposures in each square that is looked at: the first few tell the most, a square takes longer than they do. */
const EXPOSURES = 4;

/** Squares of a grid in a first round. */
const SQUARES = 6;

/** A grid is left when it is behind the best by so many of its standard errors. */
const ERRORS = 0.5;

/**
 * What to look at next for a decision at the session's end, such as which grid is best: a race between grids. Each is
 * given a few exposures in a few squares, the most typical ones first, and is left as soon as it is clearly behind the best
 * one so far; then the next. Where time costs nothing, those that are still in the race are looked at further.
 *
 * What the knowledge gradient says of a single look stops such sessions too early (docs/tuning.md); leaving losers early
 * is what races do (Maron and Moore 1994, Adv. Neural Inf. Process. Syst. 6:59).
 *
 * @returns a hole to expose or a node to survey; undefined if every grid was looked at, or no look fits
 */
export function nextLook(session: Session, belief: Belief): number | undefined {
  const { tree, place, exposedCount } = session;
  const squareLevel = groupLevelOf(tree.shape) - 1;
  const square = tree.level[place]! >= squareLevel ? tree.ancestor(place, squareLevel) : -1;
  if (square !== -1 && exposedCount[square]! < EXPOSURES && session.isOpen(square)) {
    const hole = nearestHole(session, square);
    if (hole !== undefined) return hole;
  }
  const grids = gridsOf(session);
  const here = tree.level[place]! >= squareLevel - 1 ? tree.ancestor(place, squareLevel - 1) : -1;
  const isFree = session.plan.objective.costPerHour === 0;
  const mostSquares = Math.max(0, ...grids.map((grid) => tree.childCount[grid]!));
  for (let squares = SQUARES; ; squares *= 2) {
    const isRacing = (grid: number) => squaresLookedAt(session, grid) < squares && !isBehind(session, grid, grids);
    if (here !== -1 && isRacing(here)) {
      const next = nextSquare(session, belief, here);
      if (next !== undefined) return next;
    }
    const others = grids.filter((grid) => exposedCount[grid] === 0 || (isFree && squares > SQUARES && isRacing(grid)));
    const next = nearest(
      session,
      others.filter((grid) => grid !== here).flatMap((grid) => nextSquare(session, belief, grid) ?? []),
    );
    if (next !== undefined || !isFree || squares > mostSquares) return next;
  }
}

/** Why a look is taken. */
export function explainLook(session: Session, look: number): Reason {
  const { tree, goodCount, resultCount } = session;
  const gridLevel = groupLevelOf(tree.shape) - 2;
  const grid = tree.ancestor(look, gridLevel);
  const grids = gridsOf(session).filter((other) => resultCount[other]! > 0);
  const best = grids.sort((a, b) => estimate(session, b) - estimate(session, a) || a - b)[0];
  const share = (of: number) => `${goodCount[of]} of ${resultCount[of]}`;
  const sofar = resultCount[grid]! > 0 ? `${share(grid)} good so far` : "not looked at yet";
  return {
    numbers: {
      goodInGrid: goodCount[grid]!,
      resultsInGrid: resultCount[grid]!,
      squaresLookedAt: squaresLookedAt(session, grid),
      expectedSeconds: session.expectedSeconds(look),
      ...(best === undefined ? {} : { goodInBestGrid: goodCount[best]!, resultsInBestGrid: resultCount[best]! }),
    },
    sentence:
      best === undefined || best === grid
        ? `Looks at ${tree.path(grid)}, ${sofar}.`
        : `Looks at ${tree.path(grid)}, ${sofar}; the best one is ${tree.path(best)} with ${share(best)}.`,
  };
}

function gridsOf({ tree, status }: Session): number[] {
  const gridLevel = groupLevelOf(tree.shape) - 2;
  const grids: number[] = [];
  for (let grid = tree.levelStart[gridLevel]!; grid < tree.levelStart[gridLevel + 1]!; grid++) {
    if (status[grid] === TargetStatus.Available) grids.push(grid);
  }
  return grids;
}

/** Share of good ones, as if one of two earlier results had been good. */
function estimate({ goodCount, resultCount }: Session, grid: number): number {
  return (goodCount[grid]! + 1) / (resultCount[grid]! + 2);
}

/** Whether another grid is better beyond doubt; results of a square are much alike, so that squares are what counts. */
function isBehind(session: Session, grid: number, grids: readonly number[]): boolean {
  const squares = squaresLookedAt(session, grid);
  if (squares === 0 || session.resultCount[grid] === 0) return false;
  const share = estimate(session, grid);
  const most = share + ERRORS * Math.sqrt((share * (1 - share)) / squares);
  return grids.some((other) => session.resultCount[other]! > 0 && estimate(session, other) > most);
}

function squaresLookedAt({ tree, exposedCount }: Session, grid: number): number {
  let squares = 0;
  const first = tree.firstChild[grid]!;
  for (let square = first; square < first + tree.childCount[grid]!; square++) if (exposedCount[square]! > 0) squares++;
  return squares;
}

/** What to do first for a look into another square of a grid: the one most like the mean of those that are left. */
function nextSquare(session: Session, { latentMean }: Belief, grid: number): number | undefined {
  const { tree, explored, exposedCount } = session;
  if (explored[grid] === 0) return session.isOpen(grid) && surveyFits(session, grid) ? grid : undefined;
  const first = tree.firstChild[grid]!;
  const open = Array.from({ length: tree.childCount[grid]! }, (_, i) => first + i).filter((row) => session.isOpen(row));
  const middle = open.reduce((sum, square) => sum + latentMean[square]!, 0) / open.length;
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const square of open) {
    const apart = Math.abs(latentMean[square]! - middle);
    if (exposedCount[square]! > 0 || !(apart < least)) continue;
    const target =
      explored[square] === 1 ? nearestHole(session, square) : surveyFits(session, square) ? square : undefined;
    if (target === undefined) continue;
    best = target;
    least = apart;
  }
  return best;
}

/** The available hole of a square that is reached first; undefined if none is in the time left. */
function nearestHole(session: Session, square: number): number | undefined {
  return nearest(
    session,
    leavesBelow(session.tree, square).filter((leaf) => session.isAvailable(leaf)),
  );
}

/** The first of the targets that are reached first; undefined if none is in the time left. */
function nearest(session: Session, targets: readonly number[]): number | undefined {
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const target of targets) {
    const seconds = session.expectedSeconds(target);
    if (!(seconds < least) || !fits(seconds, session.remainingSeconds)) continue;
    best = target;
    least = seconds;
  }
  return best;
}
