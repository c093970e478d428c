import { z } from "zod";
import { defineGuard, type Finding } from "./guard.js";

/** What the guard remembers. */
export interface ResultsState {
  /** Exposures whose result is awaited. */
  readonly pending: number;
  /** Since when results have been awaited without one coming, the server's clock; absent if none are. */
  readonly since?: number;
}

type Code = "no_results" | "results_pending";

const thresholds = {
  no_results_seconds: z
    .number()
    .positive()
    .default(1800)
    .describe(
      "No result for so long while some are awaited, seconds. Pre-processing takes about 10 s a movie on a GPU and up to minutes in a queue; half an hour is beyond any queue that keeps up.",
    ),
  results_pending: z
    .int()
    .min(1)
    .default(200)
    .describe(
      "More awaited results than this: the pipeline falls behind. At 5 s an exposure, 200 are 17 minutes' worth.",
    ),
};

/** Without results the beliefs learn nothing: the session goes on by the prior, and somebody is told. */
export default defineGuard<ResultsState, Code, typeof thresholds>({
  name: "results",
  summary: "results come in, and keep up",
  alarms: {
    no_results: { severity: "warning", pauses: false, meaning: "no result came for long although some are awaited" },
    results_pending: { severity: "warning", pauses: false, meaning: "many results are awaited at once" },
  },
  thresholds,
  initial: { pending: 0 },
  reduce(state, event, now, limits) {
    if (event.kind === "shot" && event.end === "done") {
      const next = { pending: state.pending + 1, since: state.since ?? now };
      return {
        state: next,
        findings: [...silence(next, now, limits.no_results_seconds), ...backlog(next, limits.results_pending)],
      };
    }
    if (event.kind === "resulted") {
      const pending = Math.max(0, state.pending - 1);
      const next = pending === 0 ? { pending } : { pending, since: now };
      return { state: next, findings: [{ code: "no_results" }, ...backlog(next, limits.results_pending)] };
    }
    return { state, findings: silence(state, now, limits.no_results_seconds) };
  },
});

function silence({ since, pending }: ResultsState, now: number, most: number): Finding<Code>[] {
  if (since === undefined || now - since < most) return [];
  const text = `No result for ${Math.round(now - since)} s, allowed are ${most} s; ${pending} are awaited. The session goes on by what was known before.`;
  return [{ code: "no_results", text }];
}

function backlog({ pending }: ResultsState, most: number): Finding<Code>[] {
  if (pending <= 0.8 * most) return [{ code: "results_pending" }];
  if (pending <= most) return [];
  return [
    {
      code: "results_pending",
      text: `${pending} results are awaited, allowed are ${most}: the pipeline falls behind.`,
    },
  ];
}
