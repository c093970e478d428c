import { z } from "zod";
import { defineGuard, type Finding } from "./guard.js";
import type { GuardEvent } from "./guard-event.js";

type Code = "driver_disconnected" | "scope_silent";

/** What the guard remembers. */
export interface DriverState {
  /** Since when there has been no driver, the server's clock; absent while there is one, and before the first. */
  readonly awaySince?: number;
}

const thresholds = {
  driver_disconnected_seconds: z
    .number()
    .min(0)
    .default(300)
    .describe("A driver may be away for this long, seconds: a restart of driver or server is no incident."),
  scope_reply_age_seconds: z
    .number()
    .positive()
    .default(600)
    .describe(
      "The microscope's last reply may be this old, seconds. Longer than a grid exchange, during which some control software does not answer (3.9 min on a Krios).",
    ),
};

/**
 * Somebody is there: the driver, and the microscope behind it. How old the last reply is, heartbeats say, and ticks where
 * they stay out; it is not remembered, as heartbeats that are no news are not kept.
 */
export default defineGuard<DriverState, Code, typeof thresholds>({
  name: "driver",
  summary: "driver and microscope answer",
  alarms: {
    driver_disconnected: { severity: "critical", pauses: false, meaning: "the driver has been away for long" },
    scope_silent: {
      severity: "critical",
      pauses: false,
      meaning: "the microscope has not answered its driver for long",
    },
  },
  thresholds,
  initial: {},
  reduce(state, event, now, limits) {
    const next = after(state, event, now);
    const findings: Finding<Code>[] = [];
    if (event.kind === "connected" || event.kind === "heartbeat") findings.push({ code: "driver_disconnected" });
    const away = next.awaySince === undefined ? -1 : now - next.awaySince;
    if (away >= limits.driver_disconnected_seconds) {
      const text = `The driver has been away for ${Math.round(away)} s; allowed are ${limits.driver_disconnected_seconds} s.`;
      findings.push({ code: "driver_disconnected", text });
    }
    const most = limits.scope_reply_age_seconds;
    const age = replyAgeSeconds(event);
    if (age !== undefined && age > most) {
      const text = `The microscope last answered ${Math.round(age)} s ago, as far as its driver has said; allowed are ${most} s.`;
      findings.push({ code: "scope_silent", text });
    } else if (age !== undefined && age <= most / 2) findings.push({ code: "scope_silent" });
    return { state: next, findings };
  },
});

function after(state: DriverState, event: GuardEvent, now: number): DriverState {
  if (event.kind === "connected") return {};
  if (event.kind === "disconnected") return { awaySince: state.awaySince ?? now };
  return event.kind === "heartbeat" ? {} : state;
}

/** Undefined if the event does not tell. While there is no driver, that is what is wrong. */
function replyAgeSeconds(event: GuardEvent): number | undefined {
  if (event.kind === "connected" || event.kind === "disconnected") return 0;
  return event.kind === "heartbeat" || event.kind === "tick" ? event.scopeReplyAgeSeconds : undefined;
}
