import type { Goal } from "../../env/goal/goal.js";
import { expectedWaitSeconds } from "../../env/session/result-timing.js";
import type { Session } from "../../env/session/session.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { Judgement } from "./index-planner.js";
import { type Evaluated, squareGain } from "./marginal-value.js";

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
 * Scores of all moves from a cursor: a hole's margin over the price of its time; a group's, a square's and a grid's with
 * all that it is expected to bring; STOP by all that is given up; WAIT by the time until the next result. UP from within
 * a square is worth 0, what time is worth elsewhere being its price already; UP from a grid, the best of what lies in
 * others. What the rule ranks behind its own move, for what the scores do not say, scores below that, so that the move it
 * makes has the greatest score.
 *
 * @param judgement of the session as it is
 * @param cursor a node whose children were found
 * @param descended there is no way up from the cursor any more: where the rule would not have gone down to it, the best
 *   candidate by its own score is the move
 */
export function moveScores(session: Session, judgement: Judgement, cursor: number, descended = false): MoveScores {
  const { tree } = session;
  const { evaluated, cost, decision } = judgement;
  const count = tree.childCount[cursor]!;
  const first = tree.firstChild[cursor]!;
  const candidates = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  let [up, stop, wait] = [Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY];
  if (evaluated !== undefined) {
    const { price, plan } = evaluated;
    for (let i = 0; i < count; i++) {
      if (session.isOpen(first + i)) candidates[i] = finite(gainOf(session, evaluated, first + i));
    }
    const isInSquare = tree.level[cursor]! >= groupLevelOf(tree.shape) - 1;
    if (cursor !== 0) up = isInSquare ? 0 : finite(bestOutside(session, evaluated, cursor));
    stop = -(Math.max(0, plan.gain[0]!) + (price - cost) * Math.max(0, session.remainingSeconds));
    const { results } = session.plan;
    if (session.pendingCount > 0 && results !== undefined) wait = -price * expectedWaitSeconds(results);
  }
  const chosen = moveTowards(session, decision.goal, cursor);
  if (descended && chosen === "up") return { stop, up, wait, candidates };
  const score = { stop, up, wait }[chosen as "stop"] ?? candidates[(chosen as number) - first]!;
  const least = Number.isFinite(score) ? score : 0;
  const cap = least - APART * Math.max(1, Math.abs(least));
  for (let i = 0; i < count; i++) candidates[i] = Math.min(candidates[i]!, cap);
  [up, stop, wait] = [Math.min(up, cap), Math.min(stop, cap), Math.min(wait, cap)];
  if (chosen === "stop") stop = least;
  else if (chosen === "wait") wait = least;
  else if (chosen === "up") up = least;
  else candidates[chosen - first] = least;
  return { stop, up, wait, candidates };
}

/** The move from a cursor on the way to what a goal names: a child of the cursor, or a move that names none. */
export function moveTowards(
  { tree, explored, place }: Session,
  goal: Goal,
  cursor: number,
): number | "up" | "stop" | "wait" {
  if (goal.kind === "stop" || goal.kind === "wait") return goal.kind;
  const target = goal.kind === "survey" ? goal.target : goal.holes[0]!;
  // What the stage stands in without having seen it is entered anew.
  if (target === cursor || (explored[cursor] === 0 && tree.contains(target, place))) return "up";
  return tree.contains(cursor, target) ? tree.ancestor(target, tree.level[cursor]! + 1) : "up";
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

/** The best of what lies not below a cursor: siblings of it and of what lies above it. */
function bestOutside(session: Session, evaluated: Evaluated, cursor: number): number {
  const { tree } = session;
  let best = Number.NEGATIVE_INFINITY;
  for (let at = cursor; at > 0; at = tree.parent[at]!) {
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
