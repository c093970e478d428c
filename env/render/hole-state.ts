import type { Session } from "../session/session.js";
import type { SessionEvent } from "../session/session-recorder.js";
import { TargetStatus } from "../session/target-status.js";
import type { TargetTree } from "../tree/target-tree.js";
import { leavesBelow } from "./tree-walk.js";

/** What has become of a hole (or of whatever the leaves are), in the words of pictures and reports. */
export const holeStates = [
  "good",
  "bad",
  "failed fit",
  "pending",
  "not exposed",
  "not available",
  "start (spent)",
] as const;
export type HoleState = (typeof holeStates)[number];

/** State of each known leaf by row, as a session stands. @param start row at which it began, spent before */
export function statesOfSession(session: Session, start: number | undefined): Map<number, HoleState> {
  const states = new Map<number, HoleState>();
  for (const leaf of leavesBelow(session.tree, 0)) states.set(leaf, stateOf(session, leaf));
  if (start !== undefined && states.get(start) === "not available") states.set(start, "start (spent)");
  return states;
}

function stateOf({ status, good, ctfResolutionAngstrom }: Session, leaf: number): HoleState {
  switch (status[leaf]) {
    case TargetStatus.Available:
      return "not exposed";
    case TargetStatus.Pending:
      return "pending";
    case TargetStatus.Measured:
      return resultState(good[leaf] === 1, Number.isNaN(ctfResolutionAngstrom[leaf]));
    default:
      return "not available";
  }
}

/** State of each known leaf by row, after a session's events. @param startHole id at which it began, spent before */
export function statesAfter(
  tree: TargetTree,
  events: readonly SessionEvent[],
  startHole: string | undefined,
): Map<number, HoleState> {
  const states = new Map<number, HoleState>();
  for (const leaf of leavesBelow(tree, 0)) states.set(leaf, "not exposed");
  const set = (target: string, state: HoleState) => {
    const row = tree.row(target);
    if (row !== undefined && states.has(row)) states.set(row, state);
  };
  for (const event of events) {
    if (event.kind === "exposed") set(event.target, "pending");
    else if (event.kind === "resulted") set(event.target, resultState(event.good, event.outcome.failed));
    else if (event.kind === "spent" || event.kind === "withdrawn") set(event.target, "not available");
  }
  if (startHole !== undefined) set(startHole, "start (spent)");
  return states;
}

export function resultState(good: boolean, failed: boolean): HoleState {
  if (good) return "good";
  return failed ? "failed fit" : "bad";
}
