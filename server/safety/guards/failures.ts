import { z } from "zod";
import { defineGuard } from "./guard.js";

/** What the guard remembers. */
export interface FailuresState {
  readonly inARow: number;
}

const thresholds = {
  failures_in_a_row: z
    .int()
    .min(1)
    .default(5)
    .describe("So many failed directives and shots without a success between them pause the session."),
};

/** A run of failures is not the targets' fault. A directive whose shots fail counts by its shots. */
export default defineGuard<FailuresState, "failures_in_a_row", typeof thresholds>({
  name: "failures",
  summary: "not everything fails",
  alarms: {
    failures_in_a_row: { severity: "critical", pauses: true, meaning: "directives or shots failed one after another" },
  },
  thresholds,
  initial: { inARow: 0 },
  reduce(state, event, _now, limits) {
    const success = { state: { inARow: 0 }, findings: [{ code: "failures_in_a_row" }] } as const;
    if (event.kind === "resumed") return success;
    if (event.kind === "shot" && event.end === "done") return success;
    if (event.kind === "directive" && event.end === "completed") return event.shots === 0 ? success : { state };
    const failed = event.kind === "directive" || event.kind === "shot";
    if (!failed) return { state };
    const inARow = state.inARow + 1;
    if (inARow < limits.failures_in_a_row) return { state: { inARow } };
    const last = event.kind === "directive" ? event.detail : `a shot ended as ${event.end}`;
    const text = `${inARow} failures in a row, allowed are ${limits.failures_in_a_row - 1}; the last: ${last || "no detail"}.`;
    return { state: { inARow }, findings: [{ code: "failures_in_a_row", text }] };
  },
});
