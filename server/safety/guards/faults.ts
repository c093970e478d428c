import { z } from "zod";
import { defineGuard } from "./guard.js";

/** What the guard remembers. */
export interface FaultsState {
  /** Faults that hold, in the order in which they came. */
  readonly faults: readonly { readonly id: string; readonly detail: string; readonly since: number }[];
}

const thresholds = {
  fault_held_seconds: z.number().min(0).default(600).describe("A fault that holds for longer needs somebody, seconds."),
};

/** A fault that does not clear by itself keeps the instrument idle. */
export default defineGuard<FaultsState, "fault_held", typeof thresholds>({
  name: "faults",
  summary: "faults of the instrument are seen to",
  alarms: { fault_held: { severity: "critical", pauses: false, meaning: "a fault of the instrument holds for long" } },
  thresholds,
  initial: { faults: [] },
  reduce(state, event, now, limits) {
    if (event.kind === "faultCleared") {
      const faults = state.faults.filter(({ id }) => id !== event.id);
      return { state: { faults }, findings: [{ code: "fault_held", subject: event.id }] };
    }
    const known = event.kind === "fault" && state.faults.some(({ id }) => id === event.id);
    const next =
      event.kind === "fault" && !known
        ? { faults: [...state.faults, { id: event.id, detail: event.detail, since: now }] }
        : state;
    const findings = next.faults
      .filter(({ since }) => now - since >= limits.fault_held_seconds)
      .map(({ id, detail, since }) => ({
        code: "fault_held" as const,
        subject: id,
        text: `The fault '${id}' has held for ${Math.round(now - since)} s, allowed are ${limits.fault_held_seconds} s: ${detail || "no detail"}.`,
      }));
    return { state: next, findings };
  },
});
