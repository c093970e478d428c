import type { Session } from "../../../env/session/session.js";
import type { Judgement } from "../../plan/index-planner.js";
import type { MoveScores } from "../../plan/move-scores.js";
import type { Choices } from "./choices.js";

/** By how much the rule's own choice exceeds all others. */
const AHEAD = 1e-3;

/**
 * Scores of everything that may be chosen at once, by itself: what a leaf, or a leaf in a node to survey, is worth beyond
 * the time of the whole way to it. What the way opens for others it does not count, so that the rule's own choice is put
 * before all of them.
 */
export function targetScores(session: Session, { evaluated, decision }: Judgement, choices: Choices): MoveScores {
  const { goal } = decision;
  const target = goal.kind === "survey" ? goal.target : goal.kind === "acquire" ? goal.holes[0]! : -1;
  const candidates = new Float64Array(choices.count);
  let most = 0;
  let chosen = -1;
  for (let i = 0; i < choices.count; i++) {
    const row = choices.rowOf(i);
    if (row === target) chosen = i;
    if (evaluated === undefined) continue;
    const { plan, values, price } = evaluated;
    const worth = session.tree.isLeaf(row) ? values[row]! : plan.expectedChance(row);
    candidates[i] = worth - price * session.expectedSeconds(row);
    most = i === 0 ? candidates[i]! : Math.max(most, candidates[i]!);
  }
  if (chosen !== -1) candidates[chosen] = most + AHEAD;
  const behind = most - AHEAD;
  return {
    stop: goal.kind === "stop" ? most + AHEAD : behind,
    wait: goal.kind === "wait" ? most + AHEAD : behind,
    up: Number.NEGATIVE_INFINITY,
    candidates,
  };
}
