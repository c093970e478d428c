import type { Session } from "../../../env/session/session.js";
import type { PlainGoal } from "../../policy/decision-record.js";

/** What an operator wants of a grid; 0 is none. */
export interface GridGoal {
  readonly leastGood: number;
  readonly mostExposures: number;
  readonly deadlineSeconds: number;
}

/** Goals by the grids' ids. */
export type GridGoals = Readonly<Record<string, GridGoal>>;

/** Grids of which nothing more may be begun: their exposures are made, or their time is over. */
export function gridsDone(session: Session, goals: GridGoals): string[] {
  return Object.entries(goals)
    .filter(([id, { mostExposures, deadlineSeconds }]) => {
      const row = session.tree.row(id);
      if (row === undefined || !session.isOpen(row)) return false;
      const isFull = mostExposures > 0 && session.exposedCount[row]! >= mostExposures;
      return isFull || (deadlineSeconds > 0 && session.clockSeconds >= deadlineSeconds);
    })
    .map(([id]) => id);
}

/** The grid that the stage is in and that must not be left yet, as it has too few good ones; undefined if there is none. */
export function gridToStayIn(session: Session, goals: GridGoals, goal: PlainGoal): string | undefined {
  const { tree } = session;
  const here = gridOf(session, session.place);
  if (here === 0) return undefined;
  const id = tree.ids[here]!;
  const leastGood = goals[id]?.leastGood ?? 0;
  if (session.goodCount[here]! >= leastGood || !session.isOpen(here)) return undefined;
  if (goal.kind === "wait") return undefined;
  if (goal.kind === "stop") return id;
  const row = tree.row(goal.kind === "survey" ? goal.target : goal.holes[0]!);
  return row !== undefined && gridOf(session, row) === here ? undefined : id;
}

/** Something that can be done next in a grid: the holes of its first group that has any, else a node to survey. */
export function firstGoalIn({ tree, ...session }: Session, grid: string, isOpen: (row: number) => boolean): PlainGoal {
  const root = tree.row(grid)!;
  for (let row = root + 1; row < tree.size; row++) {
    if (!tree.contains(root, row) || !isOpen(row)) continue;
    if (tree.isLeaf(row)) return { kind: "acquire", holes: [tree.ids[row]!] };
    if (session.explored[row] === 0) return { kind: "survey", target: tree.ids[row]! };
  }
  return { kind: "stop" };
}

/** Row of the grid that a row is in; 0 for the cassette. */
function gridOf({ tree }: Session, row: number): number {
  let at = row;
  while (at > 0 && tree.level[at]! > 1) at = tree.parent[at]!;
  return at;
}
