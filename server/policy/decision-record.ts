import type { Contribution } from "../../agent/belief/belief.js";

/** A goal of `env/goal`, its targets by id. */
export type PlainGoal =
  | { readonly kind: "acquire"; readonly holes: readonly string[] }
  | { readonly kind: "survey"; readonly target: string }
  | { readonly kind: "wait" }
  | { readonly kind: "stop" };

/** What one of the moves from where the stage stands was worth to the policy, in its own unit. */
export type MoveScore =
  | { readonly target: string; readonly score: number }
  | { readonly move: "up" | "wait" | "stop"; readonly score: number };

/** A policy's reason, its targets by id. */
export interface PlainReason {
  readonly sentence: string;
  /** Names carry their units. What is not finite is left out. */
  readonly numbers: Readonly<Record<string, number>>;
  /** What it was chosen from, the best first. */
  readonly candidates?: {
    /** What the scores are, unit included. */
    readonly score: string;
    readonly scored: readonly { readonly target: string; readonly score: number }[];
  };
  /** What the logit of the chance is made of. */
  readonly contributions?: readonly Contribution[];
}

/**
 * Why the policy did not decide itself: it took longer than it may, it threw (or its thread ended under it), or its
 * thread was lost through no fault of its own and is not rebuilt yet.
 */
export type FallbackReason = "late" | "threw" | "lost";

/** One decision and all that explains it: plain JSON, for the journal. */
export interface DecisionRecord {
  readonly goal: PlainGoal;
  readonly reason: PlainReason;
  /** Moves that are an option and what they were worth, where the policy has scores; the best first, at most some hundred. */
  readonly scores?: readonly MoveScore[];
  /** Chance with which the goal was chosen: 1 of a policy that draws nothing, null where it is not known. */
  readonly probability: number | null;
  /** What has decided, as it is written on a command line: the session's policy or, as a fallback, `index`. */
  readonly policy: string;
  /** SHA-256 over what that is made from: the package's version, the policy's settings, a checkpoint's files. */
  readonly policyHash: string;
  /** Present if `index` has decided instead. */
  readonly fallback?: { readonly reason: FallbackReason; readonly detail: string };
  /** What it leaves behind for the policy's next decisions: goes into the history with it. */
  readonly memory?: readonly number[];
  /** Wall-clock time from being asked to the answer. */
  readonly milliseconds: number;
  /** How many changes the session had been told: what the decision was based on, and its place in a history. */
  readonly changes: number;
}
