import type { Session } from "../../../env/session/session.js";
import { groupLevelOf } from "../../../env/tree/tree-shape.js";
import type { SessionBelief } from "../../belief/session-belief.js";
import type { Judgement } from "../../plan/index-planner.js";
import type { MoveScores } from "../../plan/move-scores.js";
import type { Choices } from "./choices.js";
import type { SubtreeChances } from "./subtree-chances.js";

/** What candidates are, whatever a tree calls its levels: grids, squares, groups, holes, positions in holes. */
export const levelNames = ["grid", "square", "group", "hole", "position"] as const;

/** Everything that the features of one step of a decision are made of. */
export interface DecisionState {
  readonly session: Session;
  readonly known: SessionBelief;
  readonly judgement: Judgement;
  readonly chances: SubtreeChances;
  readonly choices: Choices;
  /** Number in {@link levelNames} of what is chosen among. */
  readonly level: number;
  /** Of the moves; the candidates' in their order. */
  readonly scores: MoveScores;
  /** Good results that the plan expected when the session began, at least 1: the unit of what is to be had. */
  readonly scale: number;
}

/** The number in {@link levelNames} of the children of a node. */
export function levelOfChildren({ tree }: Session, node: number): number {
  const level = tree.level[node]! + 1 - groupLevelOf(tree.shape) + 2;
  return Math.min(levelNames.length - 1, Math.max(0, level));
}

/** Good results that a judgement's plan expects of the time left. */
export function plannedGood({
  session,
  judgement: { evaluated },
}: Pick<DecisionState, "session" | "judgement">): number {
  if (evaluated === undefined) return 0;
  const { plan, price } = evaluated;
  return Math.max(0, plan.gain[0]!) + price * Math.min(plan.seconds[0]!, Math.max(0, session.remainingSeconds));
}

/** Logarithmic for large values of either sign, linear near 0. */
export function squash(value: number): number {
  return Math.asinh(Number.isFinite(value) ? value : 0);
}
