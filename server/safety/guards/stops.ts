import { defineGuard } from "./guard.js";

type Code = "limit_broken" | "halted" | "reconcile_unclear";

/** What stops a session by itself reaches an operator as an alarm, too. */
export default defineGuard<Record<never, never>, Code, Record<never, never>>({
  name: "stops",
  summary: "an operator knows when the session stands still",
  alarms: {
    limit_broken: {
      severity: "critical",
      pauses: true,
      meaning: "the next directive would break a limit and was not sent",
    },
    halted: {
      severity: "critical",
      pauses: false,
      meaning: "the session is halted: nothing is sent to the microscope",
    },
    reconcile_unclear: { severity: "critical", pauses: true, meaning: "what became of a directive can't be proved" },
  },
  thresholds: {},
  initial: {},
  reduce(state, event) {
    switch (event.kind) {
      case "limitBroken":
        return {
          state,
          findings: [{ code: "limit_broken", subject: event.rule, text: `${event.rule}: ${event.text}` }],
        };
      case "halted":
        return {
          state,
          findings: [{ code: "halted", text: `The session is halted: ${event.reason || "no reason given"}.` }],
        };
      case "resumed":
        return { state, findings: [{ code: "halted" }] };
      case "reconciled": {
        const { directive: subject, clean, detail } = event;
        if (clean) return { state, findings: [{ code: "reconcile_unclear", subject }] };
        const text = `What became of the directive '${subject}' can't be proved: ${detail || "no detail"}.`;
        return { state, findings: [{ code: "reconcile_unclear", subject, text }] };
      }
      default:
        return { state };
    }
  },
});
