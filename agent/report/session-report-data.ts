import type { SessionEvent } from "../../env/session/session-recorder.js";
import type { TargetTree } from "../../env/tree/target-tree.js";

/** One policy's session, for the curve and the table of a report. */
export interface SessionRun {
  readonly policy: string;
  readonly events: readonly SessionEvent[];
}

/** Everything that a session's report shows. */
export interface SessionReportData {
  readonly title: string;
  readonly scenario: string;
  /** Sentences that must be shown, such as where the data come from. */
  readonly notes: readonly string[];
  readonly goodExpression: string;
  readonly budgetSeconds: number;
  readonly tree: TargetTree;
  /** Where the session began (a spent hole's id), if anywhere. */
  readonly startHole?: string;
  /** The session that the map shows. */
  readonly main: SessionRun;
  /** Decisions' sentences by the exposed hole's id, for the map's tooltips and the list of moves. */
  readonly reasons?: ReadonlyMap<string, string>;
  /** Others on the same session, for comparison. */
  readonly others: readonly SessionRun[];
  /** Good micrographs that no policy can exceed. */
  readonly bound: number;
}
