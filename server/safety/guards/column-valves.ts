import { defineGuard } from "./guard.js";

/** What the guard remembers. */
export interface ColumnValvesState {
  /** As they were last read; closed valves are no alarm as long as nothing is exposed. */
  readonly open: boolean;
}

/** Exposures are made only while the column valves are open. */
export default defineGuard<ColumnValvesState, "column_valves_closed", Record<never, never>>({
  name: "column-valves",
  summary: "the column valves are open when something is exposed",
  alarms: {
    column_valves_closed: {
      severity: "critical",
      pauses: true,
      meaning: "exposures were made with the column valves closed",
    },
  },
  thresholds: {},
  initial: { open: true },
  reduce(state, event) {
    if (event.kind === "optics") {
      const next = { open: event.columnValvesOpen };
      return event.columnValvesOpen ? { state: next, findings: [{ code: "column_valves_closed" }] } : { state: next };
    }
    if (event.kind !== "shot" || event.end !== "done" || state.open) return { state };
    const text = "An exposure was made while the column valves were closed: check them and the vacuum.";
    return { state, findings: [{ code: "column_valves_closed", text }] };
  },
});
