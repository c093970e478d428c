import { decidedEntry } from "../../policy/session-history.js";
import type { CollectionCore } from "./collection-core.js";
import type { CoreInput } from "./core-input.js";
import { firstGoalIn, gridsDone, gridToStayIn } from "./grid-goals.js";
import type { Act } from "./prepare-input.js";

/** The policy has answered, or can't. What it was asked before the last time is not acted on. */
export function prepareDecision(
  core: CollectionCore,
  input: Extract<CoreInput, { readonly kind: "decision" | "noDecision" }>,
): Act {
  if (input.kind === "noDecision") {
    return () => core.dispatch({ kind: "undecided", number: input.number, text: input.text });
  }
  return () => {
    const { number, record } = input;
    core.milestones.push({ changes: record.changes, entry: decidedEntry(record) });
    const { model, state } = core;
    const { session } = model;
    const isAwaited = state.name === "deciding" && state.decisions === number;
    if (!isAwaited) {
      core.dispatch({ kind: "decided", number, plan: [], goal: "stop", waitSeconds: 0, sentence: "", numbers: {} });
      return;
    }
    for (const grid of gridsDone(session, core.gridGoals)) model.withdrawTarget(grid);
    const staysIn = gridToStayIn(session, core.gridGoals, record.goal);
    const goal = staysIn === undefined ? record.goal : firstGoalIn(session, staysIn, (row) => session.isOpen(row));
    const sentence =
      staysIn === undefined
        ? record.reason.sentence
        : `The operator's minimum of good micrographs of grid ${staysIn} is not reached; the policy would have left: ${record.reason.sentence}`;
    const { numbers } = record.reason;
    core.reason = { sentence, numbers };
    const carriedOut = state.mode === "advise" || state.mode === "autonomous";
    core.events.append({ kind: "decided", atSeconds: session.clockSeconds, record, carriedOut });
    core.dispatch({ kind: "decided", number, sentence, numbers, ...model.plan(goal) });
  };
}
