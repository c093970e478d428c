import { defineGuard } from "./guard.js";

/** What the guard remembers. */
export interface PolicyState {
  /** The policy that could not be loaded; empty if the session's can be. */
  readonly missing: string;
  /** An operator has resumed the session without it. */
  readonly accepted: boolean;
}

/** A policy that can't be loaded any more is not replaced behind the operator's back; who resumes wants `index`. */
export default defineGuard<PolicyState, "policy_unavailable", Record<never, never>>({
  name: "policy",
  summary: "the policy that the session was given can be loaded",
  alarms: {
    policy_unavailable: {
      severity: "critical",
      pauses: true,
      meaning: "the session's policy can't be loaded any more",
    },
  },
  thresholds: {},
  initial: { missing: "", accepted: false },
  reduce(state, event) {
    if (event.kind === "resumed") return { state: { ...state, accepted: state.missing !== "" } };
    if (event.kind !== "policy") return { state };
    const { policy, problem } = event;
    if (problem === undefined)
      return { state: { missing: "", accepted: false }, findings: [{ code: "policy_unavailable" }] };
    if (state.accepted && state.missing === policy) return { state };
    const text = `The policy '${policy}' can't be loaded: ${problem}. Put its files back or set another policy, and resume; resumed without, 'index' decides.`;
    return { state: { missing: policy, accepted: false }, findings: [{ code: "policy_unavailable", text }] };
  },
});
