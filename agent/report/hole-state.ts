import type { SessionReportData } from "./session-report-data.js";

/** What has become of a hole, in the words of the report. */
export const holeStates = [
  "good",
  "bad",
  "failed fit",
  "no result",
  "not exposed",
  "not available",
  "start (spent)",
] as const;
export type HoleState = (typeof holeStates)[number];

/** State of each hole after the session that a map shows, by row; other rows are `not exposed`. */
export function holeStatesAtEnd({ tree, main, startHole }: SessionReportData): HoleState[] {
  const states: HoleState[] = Array.from({ length: tree.size }, () => "not exposed");
  const set = (target: string, state: HoleState) => {
    const row = tree.row(target);
    if (row !== undefined) states[row] = state;
  };
  for (const event of main.events) {
    if (event.kind === "exposed") set(event.target, "no result");
    else if (event.kind === "resulted") set(event.target, resultState(event.good, event.outcome.failed));
    else if (event.kind === "spent" || event.kind === "withdrawn") set(event.target, "not available");
  }
  if (startHole !== undefined) set(startHole, "start (spent)");
  return states;
}

export function resultState(good: boolean, failed: boolean): HoleState {
  if (failed) return "failed fit";
  return good ? "good" : "bad";
}
