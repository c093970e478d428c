import type { MoveScores } from "../../agent/plan/move-scores.js";
import type { Decision, Reason } from "../../agent/policy.js";
import type { Goal } from "../../env/goal/goal.js";
import type { Session } from "../../env/session/session.js";
import type { MoveScore, PlainGoal, PlainReason } from "./decision-record.js";

/** So many moves are told with a decision. */
const MOST_SCORES = 200;

/** A goal by ids. */
export function plainGoal({ tree: { ids } }: Session, goal: Goal): PlainGoal {
  switch (goal.kind) {
    case "acquire":
      return { kind: "acquire", holes: goal.holes.map((hole) => ids[hole]!) };
    case "survey":
      return { kind: "survey", target: ids[goal.target]! };
    case "wait":
    case "stop":
      return { kind: goal.kind };
  }
}

/** A goal by rows. @throws RangeError if the session has no such target */
export function goalOf({ tree }: Session, goal: PlainGoal): Goal {
  const row = (id: string) => {
    const found = tree.row(id);
    if (found === undefined) throw new RangeError(`the goal names the target '${id}', which no survey found`);
    return found;
  };
  if (goal.kind === "acquire") return { kind: "acquire", holes: goal.holes.map(row) };
  return goal.kind === "survey" ? { kind: "survey", target: row(goal.target) } : goal;
}

/** A reason by ids, of numbers that JSON has. */
export function plainReason({ tree: { ids } }: Session, reason: Reason): PlainReason {
  const { sentence, candidates, contributions } = reason;
  const numbers = Object.fromEntries(Object.entries(reason.numbers).filter(([, value]) => Number.isFinite(value)));
  return {
    sentence,
    numbers,
    ...(candidates && {
      candidates: {
        score: candidates.score,
        scored: candidates.scored
          .filter(({ score }) => Number.isFinite(score))
          .map(({ target, score }) => ({ target: ids[target]!, score })),
      },
    }),
    ...(contributions && { contributions: contributions.map(({ name, kind, value }) => ({ name, kind, value })) }),
  };
}

/** The moves from the cursor that are an option, the best first. */
export function plainScores({ tree, cursor }: Session, scores: MoveScores): MoveScore[] {
  const first = tree.firstChild[cursor]!;
  const children = Array.from(scores.candidates, (score, i) => ({ target: tree.ids[first + i]!, score }));
  return [...plainMoves(scores), ...children]
    .filter(({ score }) => Number.isFinite(score))
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_SCORES);
}

/** UP, WAIT and STOP, those that are an option. */
export function plainMoves({ up, wait, stop }: MoveScores): MoveScore[] {
  const moves = [
    { move: "up", score: up },
    { move: "wait", score: wait },
    { move: "stop", score: stop },
  ] as const;
  return moves.filter(({ score }) => Number.isFinite(score));
}

/** The chance of a decision; null where it is not known. */
export function plainProbability({ probability = 1 }: Decision): number | null {
  return Number.isNaN(probability) ? null : probability;
}
