import type { Session } from "../session/session.js";
import { fits } from "../world/fits.js";
import type { Goal } from "./goal.js";
import type { Move } from "./move.js";

const UP: Move = { kind: "up" };

/**
 * The moves that carry a goal out from where the cursor is: up to the lowest common node, down to the target,
 * then each hole.
 *
 * @throws RangeError if an `acquire` is empty, leaves its group or names a hole that is not available
 * @example for (const move of expandGoal(session, { kind: "acquire", holes: [17] })) world.perform(move, session);
 */
export function expandGoal(session: Session, goal: Goal): Move[] {
  switch (goal.kind) {
    case "wait":
      return [{ kind: "wait" }];
    case "stop":
      return [{ kind: "stop" }];
    case "survey":
      return way(session, goal.target);
    case "acquire": {
      const group = requireGroup(session, goal.holes);
      return [...way(session, group), ...goal.holes.map((target): Move => ({ kind: "down", target }))];
    }
  }
}

/** The group of the holes of an `acquire`. @throws RangeError if they can't be acquired together */
function requireGroup(session: Session, holes: readonly number[]): number {
  const { tree } = session;
  if (holes.length === 0) throw new RangeError("the goal 'acquire' names no hole");
  for (const hole of holes) {
    if (tree.level[hole] === undefined)
      throw new RangeError(`the goal names row ${hole}, which the tree does not have`);
    if (!session.isAvailable(hole)) throw new RangeError(`hole '${tree.path(hole)}' is not available`);
    if (tree.parent[hole] !== tree.parent[holes[0]!]) throw new RangeError("the holes of a goal must lie in one group");
  }
  return tree.parent[holes[0]!]!;
}

function way(session: Session, target: number): Move[] {
  const { tree, cursor } = session;
  const ups: Move[] = [];
  const downs: Move[] = [];
  let at = cursor;
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

/**
 * The part of a goal that fits into what is left of the budget: all of it, a prefix of an `acquire`'s holes, or
 * undefined if not even the first hole's whole way fits.
 */
export function fittingGoal(session: Session, goal: Goal): Goal | undefined {
  const { tree, remainingSeconds, plan } = session;
  if (goal.kind === "survey") return fits(session.expectedSeconds(goal.target), remainingSeconds) ? goal : undefined;
  if (goal.kind !== "acquire") return goal;
  requireGroup(session, goal.holes);
  let seconds = 0;
  let from = session.place;
  let count = 0;
  for (const hole of goal.holes) {
    seconds += plan.latency.expectedSeconds(tree, from, hole);
    if (!fits(seconds, remainingSeconds)) break;
    from = hole;
    count++;
  }
  if (count === goal.holes.length) return goal;
  return count === 0 ? undefined : { kind: "acquire", holes: goal.holes.slice(0, count) };
}
