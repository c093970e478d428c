import type { MoveScores } from "../../agent/plan/move-scores.js";
import type { Policy } from "../../agent/policy.js";
import { UserError } from "../../env/errors.js";
import type { Session } from "../../env/session/session.js";
import type { ExplainedTarget, Explanation } from "./explanation.js";
import { plainMoves } from "./plain-decision.js";

/** So many targets are explained at once. */
const MOST_TARGETS = 1000;

/**
 * What a policy makes of targets now.
 *
 * @param mayDecide the policy may be asked for a decision that nobody acts on
 * @param targets ids; default: the children of the node in which the stage stands that are open
 * @throws UserError if a target is not known, or there are too many
 */
export function explain(
  session: Session,
  policy: Policy,
  mayDecide: boolean,
  targets?: readonly string[],
): Pick<Explanation, "targets" | "moves"> {
  const rows = targets === undefined ? openChildren(session) : targets.map((id) => rowOf(session, id));
  if (rows.length > MOST_TARGETS) {
    throw new UserError(`${rows.length} targets are to be explained; expected at most ${MOST_TARGETS}`);
  }
  const scores = scoresOf(session, policy, mayDecide, rows);
  const here = policy.scores?.(session);
  policy.belief?.update();
  return {
    targets: rows.map((row) => explainOne(session, policy, row, scores.get(row))),
    moves: here === undefined ? [] : plainMoves(here),
  };
}

function explainOne(session: Session, { belief }: Policy, row: number, score: number | undefined): ExplainedTarget {
  const { tree } = session;
  const known = {
    target: tree.ids[row]!,
    level: tree.shape.levels[tree.level[row]!]!,
    expectedSeconds: session.expectedSeconds(row),
    ...(score !== undefined && Number.isFinite(score) && { score }),
  };
  if (belief === undefined) return known;
  const contributions = tree.isLeaf(row) ? belief.explain?.(row) : undefined;
  return {
    ...known,
    ...(tree.isLeaf(row) && { probability: belief.probability[row]! }),
    latentMean: belief.latentMean[row]!,
    latentStandardDeviation: Math.sqrt(Math.max(0, belief.latentVariance[row]!)),
    ...(contributions && { contributions: contributions.map(({ name, kind, value }) => ({ name, kind, value })) }),
  };
}

/** By row. Where a policy has no scores, those of what it compares for a decision. */
function scoresOf(session: Session, policy: Policy, mayDecide: boolean, rows: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  if (policy.scores === undefined) {
    const compared = mayDecide && !session.ended ? policy.decide(session).reason().candidates : undefined;
    for (const { target, score } of compared?.scored ?? []) found.set(target, score);
    return found;
  }
  const { tree, cursor } = session;
  const byParent = new Map<number, MoveScores>();
  try {
    for (const row of rows) {
      const parent = tree.parent[row]!;
      if (parent < 0) continue;
      session.cursor = parent;
      const scores = byParent.get(parent) ?? policy.scores(session);
      byParent.set(parent, scores);
      found.set(row, scores.candidates[row - tree.firstChild[parent]!]!);
    }
  } finally {
    session.cursor = cursor;
  }
  return found;
}

function openChildren(session: Session): number[] {
  const { tree, cursor } = session;
  const first = tree.firstChild[cursor]!;
  return Array.from({ length: tree.childCount[cursor]! }, (_, i) => first + i).filter((row) => session.isOpen(row));
}

function rowOf({ tree }: Session, id: string): number {
  const row = tree.row(id);
  if (row === undefined || row === 0) throw new UserError(`'${id}' is no target that a survey found`);
  return row;
}
