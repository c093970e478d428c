import type { Session } from "../session/session.js";
import type { World } from "../world/world.js";
import { expandGoal, fittingGoal } from "./expand-goal.js";
import type { Goal } from "./goal.js";

/**
 * Carries a goal out in a world until all of its moves are done, one has failed, or the session has ended. The session
 * ends where not even a part of the goal fits into the time left.
 *
 * @throws RangeError if the goal can't be carried out, such as a WAIT with nothing pending
 * @example performGoal(world, session, { kind: "acquire", holes: [17] });
 */
export function performGoal(world: World, session: Session, wanted: Goal): void {
  const goal = fittingGoal(session, wanted);
  if (goal === undefined) {
    world.finish(session);
    return;
  }
  for (const move of expandGoal(session, goal)) {
    world.perform(move, session);
    if (session.ended) return;
    if (move.kind === "down" && !session.tree.contains(move.target, session.place)) return;
  }
}
