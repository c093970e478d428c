import { z } from "zod";
import { defineGuard, type Finding } from "./guard.js";
import type { GuardEvent } from "./guard-event.js";

type Code = "dewar_low" | "dewar_empty";

/** What the guard remembers. */
export interface DewarState {
  /** When it will have to be filled, by the last reading, on the server's clock; absent if it was never read. */
  readonly dueAt?: number;
  readonly refilling: boolean;
}

/** The time left has to exceed a threshold by this factor to clear its alarm. */
const CLEARS_AT = 1.2;

const thresholds = {
  dewar_warning_seconds: z
    .number()
    .min(0)
    .default(1800)
    .describe("Somebody is told when the dewar has to be filled within this time, seconds."),
  dewar_critical_seconds: z
    .number()
    .min(0)
    .default(300)
    .describe(
      "The session pauses when it has to be filled within this time, seconds: longer than a grid exchange (3.9 min).",
    ),
};

/** A dewar that runs dry warms the samples. What was read counts down by the clock; while it is filled nothing is raised. */
export default defineGuard<DewarState, Code, typeof thresholds>({
  name: "dewar",
  summary: "the dewar is filled in time",
  alarms: {
    dewar_low: { severity: "warning", pauses: false, meaning: "the dewar has to be filled soon" },
    dewar_empty: { severity: "critical", pauses: true, meaning: "the dewar is about to run dry" },
  },
  thresholds,
  initial: { refilling: false },
  reduce(state, event, now, limits) {
    const next = after(state, event, now);
    if (next.dueAt === undefined) return { state: next, findings: [{ code: "dewar_low" }, { code: "dewar_empty" }] };
    const left = next.dueAt - now;
    const findings = [
      ...below("dewar_low", left, limits.dewar_warning_seconds, next.refilling),
      ...below("dewar_empty", left, limits.dewar_critical_seconds, next.refilling),
    ];
    return { state: next, findings };
  },
});

function after(state: DewarState, event: GuardEvent, now: number): DewarState {
  if (event.kind === "optics" && event.dewarSeconds !== undefined) return { ...state, dueAt: now + event.dewarSeconds };
  if (event.kind === "busy" && event.with === "refill") return { ...state, refilling: true };
  // Until it is read again, how full it is after a refill is not known.
  if (event.kind === "ready" && event.with === "refill") return { refilling: false };
  return state;
}

function below(code: Code, left: number, least: number, refilling: boolean): Finding<Code>[] {
  if (left >= least * CLEARS_AT) return [{ code }];
  if (left >= least || refilling) return [];
  return [{ code, text: `The dewar has to be filled in ${Math.max(0, Math.round(left))} s; wanted are ${least} s.` }];
}
