import { z } from "zod";
import { defineGuard } from "./guard.js";

const thresholds = {
  clock_skew_seconds: z
    .number()
    .positive()
    .default(30)
    .describe("The driver's clock may differ from the server's by this much, seconds."),
};

/** Times in two logs can be compared. Order never depends on clocks, so nothing stops. */
export default defineGuard<Record<never, never>, "clock_skew", typeof thresholds>({
  name: "clock-skew",
  summary: "the driver's clock agrees with the server's",
  alarms: {
    clock_skew: { severity: "warning", pauses: false, meaning: "the driver's clock differs from the server's" },
  },
  thresholds,
  initial: {},
  reduce(state, event, now, limits) {
    if (event.kind !== "heartbeat" || event.observedAtUnixMilliseconds === undefined) return { state };
    const ahead = event.observedAtUnixMilliseconds / 1000 - now;
    const most = limits.clock_skew_seconds;
    if (Math.abs(ahead) <= most / 2) return { state, findings: [{ code: "clock_skew" }] };
    if (Math.abs(ahead) <= most) return { state };
    const way = ahead > 0 ? "ahead of" : "behind";
    const text = `The driver's clock is ${Math.round(Math.abs(ahead))} s ${way} the server's; allowed are ${most} s.`;
    return { state, findings: [{ code: "clock_skew", text }] };
  },
});
