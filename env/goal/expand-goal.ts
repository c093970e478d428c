import { groupOf } from "../session/available-holes.js";
import { expectedWaitSeconds } from "../session/result-timing.js";
import type { Session } from "../session/session.js";
import { fits } from "../world/fits.js";
import type { Goal } from "./goal.js";
import type { Move } from "./move.js";

const UP: Move = { kind: "up" };

/**
 * The moves that carry a goal out from where the cursor is: up to the lowest common node, down to the target; each hole
 * of an `acquire` in turn, through its own node where a hole has several positions. A `survey` of a node in which the
 * stage stands and which needs no survey takes no move.
 *
 * @throws RangeError if an `acquire` is empty, leaves its group or names a hole that is not available; if a `survey`
 * names no node that was found; if a `wait` has nothing to wait for
 * @example for (const move of expandGoal(session, { kind: "acquire", holes: [17] })) world.perform(move, session);
 */
export function expandGoal(session: Session, goal: Goal): Move[] {
  switch (goal.kind) {
    case "wait":
      requirePending(session);
      return [{ kind: "wait" }];
    case "stop":
      return [{ kind: "stop" }];
    case "survey":
      requireNode(session, goal.target);
      return wayToSurvey(session, goal.target);
    case "acquire":
      requireGroup(session, goal.holes);
      return goal.holes.flatMap((hole, i) =>
        way(session, i === 0 ? session.cursor : session.tree.parent[goal.holes[i - 1]!]!, hole),
      );
  }
}

/**
 * The part of a goal that is expected to fit into what is left of the budget: all of it, a prefix of an `acquire`'s
 * holes, or undefined if not even the first hole's whole way fits. A `survey` fits if an exposure in what it finds may
 * follow in time; a `wait` if a result is expected in time.
 *
 * @throws RangeError as {@link expandGoal}
 */
export function fittingGoal(session: Session, goal: Goal): Goal | undefined {
  const { tree, remainingSeconds, plan } = session;
  switch (goal.kind) {
    case "stop":
      return goal;
    case "wait": {
      requirePending(session);
      const seconds = plan.results === undefined ? 0 : expectedWaitSeconds(plan.results);
      return fits(seconds, remainingSeconds) ? goal : undefined;
    }
    case "survey": {
      requireNode(session, goal.target);
      const below = plan.latency.leastSecondsBelow(tree, tree.level[goal.target]!);
      return fits(session.expectedSeconds(goal.target) + below, remainingSeconds) ? goal : undefined;
    }
    case "acquire": {
      requireGroup(session, goal.holes);
      const count = fittingCount(session, goal.holes);
      if (count === goal.holes.length) return goal;
      return count === 0 ? undefined : { kind: "acquire", holes: goal.holes.slice(0, count) };
    }
  }
}

/** How many holes of a list fit, one after the other. */
function fittingCount({ tree, remainingSeconds, plan, place }: Session, holes: readonly number[]): number {
  let seconds = 0;
  let from = place;
  for (let i = 0; i < holes.length; i++) {
    seconds += plan.latency.expectedSeconds(tree, from, holes[i]!);
    if (!fits(seconds, remainingSeconds)) return i;
    from = holes[i]!;
  }
  return holes.length;
}

/** @throws RangeError if the holes of an `acquire` can't be acquired together */
function requireGroup(session: Session, holes: readonly number[]): void {
  const { tree } = session;
  if (holes.length === 0) throw new RangeError("the goal 'acquire' names no hole");
  const group = groupOf(session, requireRow(session, holes[0]!));
  for (const hole of holes) {
    requireRow(session, hole);
    if (!session.isAvailable(hole)) throw new RangeError(`hole '${tree.path(hole)}' is not available`);
    if (groupOf(session, hole) !== group) throw new RangeError("the holes of a goal must lie in one group");
  }
}

/** @throws RangeError if a row is no node that was found, or a hole */
function requireNode(session: Session, target: number): void {
  const { tree } = session;
  requireRow(session, target);
  if (tree.isLeaf(target)) {
    throw new RangeError(`the goal 'survey' names the hole '${tree.path(target)}'; expected a node above the holes`);
  }
  if (target !== 0 && tree.childCount[tree.parent[target]!] === 0) {
    throw new RangeError("the goal 'survey' names a node that was not found yet; survey its parent first");
  }
}

/** @throws RangeError if no result is pending */
function requirePending(session: Session): void {
  if (session.pendingCount === 0) throw new RangeError("the goal 'wait' has nothing to wait for: no result is pending");
}

function requireRow({ tree }: Session, row: number): number {
  if (tree.level[row] === undefined || row >= tree.size)
    throw new RangeError(`the goal names row ${row}, which the tree does not have`);
  return row;
}

function wayToSurvey(session: Session, target: number): Move[] {
  const { tree, cursor, place, explored } = session;
  if (!tree.contains(target, place)) return way(session, cursor, target);
  if (explored[target] === 1 || target === 0) return [];
  const above = way(session, cursor, tree.parent[target]!);
  return [...above, { kind: "down", target }];
}

function way({ tree }: Session, from: number, target: number): Move[] {
  const ups: Move[] = [];
  const downs: Move[] = [];
  let at = from;
  let to = target;
  while (at !== to) {
    if (to > at) {
      downs.unshift({ kind: "down", target: to });
      to = tree.parent[to]!;
    } else {
      ups.push(UP);
      at = tree.parent[at]!;
    }
  }
  return [...ups, ...downs];
}
