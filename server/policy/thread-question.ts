import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import type { DecisionRecord } from "./decision-record.js";
import type { Explanation } from "./explanation.js";
import type { HistoryPart } from "./session-history.js";

/** What a thread is told once. */
export interface PolicyWorkerData {
  readonly backend: BackendChoice;
  /** Absolute paths of modules that export further policies by default. */
  readonly policyModules: readonly string[];
}

/** What a session is rebuilt from, whose history so far is the question's. */
export interface Rebuild {
  readonly scenario: string;
  readonly budgetSeconds: number;
  readonly seed: number;
  readonly policy: string;
  /** Policies that the session had before. */
  readonly swaps: number;
  /** The entry before which the policy is reset; undefined if it has not decided yet. */
  readonly resetAt: number | undefined;
  /** Each decision is made as if it were the policy's first. */
  readonly isFallback: boolean;
  /** What the policy has to be made from; undefined if it is new. */
  readonly policyHash: string | undefined;
}

/** What a thread is asked about one session. */
export interface ThreadQuestion {
  readonly session: string;
  readonly ask:
    | { readonly kind: "restore" }
    | { readonly kind: "decide" }
    | { readonly kind: "explain"; readonly targets: readonly string[] | undefined };
  /** Absent where the thread has the session. */
  readonly rebuild?: Rebuild;
  /** What the session has not been told in this thread. */
  readonly parts: readonly HistoryPart[];
}

/** To a thread: a question with its number, or a session that it need not keep. */
export type ToThread =
  | { readonly kind: "question"; readonly id: number; readonly question: ThreadQuestion }
  | { readonly kind: "forget"; readonly session: string };

/** What a decision's record has that a thread knows. */
export type ThreadDecision = Omit<DecisionRecord, "fallback" | "milliseconds" | "changes">;

/** Answer to a question. */
export type ThreadAnswer =
  | { readonly kind: "restored"; readonly policyHash: string }
  | { readonly kind: "decided"; readonly decision: ThreadDecision }
  /** With `stale` the thread has forgotten the session: explaining it has left something behind. */
  | { readonly kind: "explained"; readonly explanation: Omit<Explanation, "changes">; readonly stale: boolean };

/** From a thread. */
export type FromThread =
  | { readonly kind: "ready" }
  | { readonly kind: "backend"; readonly sentence: string }
  /** Something that nobody waits for any more went wrong, such as a promise that a policy has left behind. */
  | { readonly kind: "stray"; readonly message: string }
  /** The rebuilding of the session goes on: a decision was made again. */
  | { readonly kind: "rebuilding"; readonly id: number }
  /** The session is rebuilt, and what was asked begins. */
  | { readonly kind: "begun"; readonly id: number }
  | { readonly kind: "answer"; readonly id: number; readonly answer: ThreadAnswer }
  /** The thread has forgotten the session. `user`: it is a UserError. */
  | { readonly kind: "threw"; readonly id: number; readonly message: string; readonly user: boolean };
