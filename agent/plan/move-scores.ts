import { expandGoal } from "../../env/goal/expand-goal.js";
import type { Goal } from "../../env/goal/goal.js";
import { expectedWaitSeconds } from "../../env/session/result-timing.js";
import type { Session } from "../../env/session/session.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { Evaluated } from "./marginal-value.js";
import { squareGain } from "./marginal-value.js";

/** How far a move that the rule ranks behind stays below the one that it takes, at least: a share of what that scores. */
const APART = 1e-6;

/** What each move is worth beyond the price of the time that it takes, in good results; −∞ for those that are no option. */
export interface MoveScores {
  readonly stop: number;
  readonly up: number;
  readonly wait: number;
  /** By place among the children of the cursor. */
  readonly candidates: Float64Array;
}

/**
 * Scores of all moves from where the cursor is: a hole's margin over the price of its time; a group's, a square's and a
 * grid's with all that it is expected to bring; UP by the best of what lies elsewhere; STOP by what the time left is
 * worth, which it gives away; WAIT by the time until the next result. The rule stays where something pays, even if more
 * is to be had elsewhere: what it ranks behind scores below the move that it makes, which has the greatest score.
 *
 * @param evaluated undefined where nothing could be compared, such as when nothing fits
 * @param goal what was decided
 */
export function moveScores(session: Session, evaluated: Evaluated | undefined, goal: Goal): MoveScores {
  const { tree, cursor } = session;
  const count = tree.childCount[cursor]!;
  const first = tree.firstChild[cursor]!;
  const candidates = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  let [up, stop, wait] = [Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY];
  if (evaluated !== undefined) {
    const { price } = evaluated;
    for (let i = 0; i < count; i++) {
      if (session.isOpen(first + i)) candidates[i] = finite(gainOf(session, evaluated, first + i));
    }
    if (cursor !== 0) up = finite(bestOutside(session, evaluated));
    stop = -price * Math.max(0, session.remainingSeconds);
    const { results } = session.plan;
    if (session.pendingCount > 0 && results !== undefined) wait = -price * expectedWaitSeconds(results);
  }
  const move = expandGoal(session, goal)[0];
  const chosen = (): number => {
    if (move === undefined || move.kind === "stop") return stop;
    if (move.kind === "wait") return wait;
    return move.kind === "up" ? up : candidates[move.target - first]!;
  };
  const score = chosen();
  const least = Number.isFinite(score) ? score : 0;
  const cap = least - APART * Math.max(1, Math.abs(least));
  for (let i = 0; i < count; i++) candidates[i] = Math.min(candidates[i]!, cap);
  [up, stop, wait] = [Math.min(up, cap), Math.min(stop, cap), Math.min(wait, cap)];
  if (move === undefined || move.kind === "stop") stop = least;
  else if (move.kind === "wait") wait = least;
  else if (move.kind === "up") up = least;
  else candidates[move.target - first] = least;
  return { stop, up, wait, candidates };
}

/** What going to a target, or into it, is worth beyond its time from where the stage stands. */
function gainOf(session: Session, evaluated: Evaluated, row: number): number {
  const { plan, values, price } = evaluated;
  const { tree } = plan;
  const squareLevel = groupLevelOf(tree.shape) - 1;
  if (tree.isLeaf(row)) return values[row]! - price * session.expectedSeconds(row);
  const level = tree.level[row]!;
  if (level > squareLevel) {
    const square = tree.ancestor(row, squareLevel);
    const way = tree.contains(square, session.place) ? 0 : session.plan.latency.leastEntrySeconds(session.tree, square);
    return plan.gain[row]! - price * way;
  }
  if (level === squareLevel || plan.unexplored.includes(row)) return squareGain(session, evaluated, row, squareLevel);
  let best = Number.NEGATIVE_INFINITY;
  for (let child = tree.firstChild[row]!; child < tree.firstChild[row]! + tree.childCount[row]!; child++) {
    if (session.isOpen(child)) best = Math.max(best, gainOf(session, evaluated, child));
  }
  return best;
}

/** The best of what lies not below the cursor: siblings of it and of what lies above it. */
function bestOutside(session: Session, evaluated: Evaluated): number {
  const { tree } = session;
  let best = Number.NEGATIVE_INFINITY;
  for (let at = session.cursor; at > 0; at = tree.parent[at]!) {
    const above = tree.parent[at]!;
    for (let row = tree.firstChild[above]!; row < tree.firstChild[above]! + tree.childCount[above]!; row++) {
      if (row !== at && session.isOpen(row)) best = Math.max(best, gainOf(session, evaluated, row));
    }
  }
  return best;
}

function finite(value: number): number {
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
}
