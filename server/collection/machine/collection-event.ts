import type { PlannedDirective } from "../model/planned-directive.js";
import type { Hold, Mode } from "./collection-state.js";

/** Why a directive was not taken on. */
export type Rejection = "unspecified" | "expired" | "unsupported" | "invalidTarget" | "halted" | "limit";
/** Why a directive came to nothing. */
export type Failure = "transient" | "targetUnusable" | "hardware" | "operator";

/** What a decision comes to. */
export interface Decided {
  readonly number: number;
  /** Directives that carry it out; empty for stop and wait. */
  readonly plan: readonly PlannedDirective[];
  readonly goal: "acquire" | "survey" | "wait" | "stop";
  /** Expected time until the next result, seconds; of `wait`. */
  readonly waitSeconds: number;
  readonly sentence: string;
  readonly numbers: Readonly<Record<string, number>>;
}

/**
 * What can happen to a session: checked, and said in words that need no look at the targets. Those of a directive are about
 * the one in flight.
 */
export type CollectionEvent =
  /** The first survey is complete. */
  | { readonly kind: "surveyed" }
  /** Something is known that was not: a result, an exposure without a directive, another target. */
  | { readonly kind: "informed" }
  /** A wait is over. */
  | { readonly kind: "woken"; readonly decision: number }
  | ({ readonly kind: "decided" } & Decided)
  | { readonly kind: "undecided"; readonly number: number; readonly text: string }
  /** The next directive can be sent, and breaks no limit. */
  | { readonly kind: "prepared" }
  /** It can't be carried out any more; the rest of its goal neither. */
  | { readonly kind: "unprepared" }
  /** It breaks limits. */
  | { readonly kind: "violated"; readonly text: string }
  /** What an operator wished for comes to this; to nothing if it is empty. */
  | { readonly kind: "wished"; readonly plan: readonly PlannedDirective[] }
  | { readonly kind: "rejected"; readonly reason: Rejection; readonly detail: string }
  | { readonly kind: "completed" }
  | { readonly kind: "failed"; readonly category: Failure; readonly detail: string }
  | { readonly kind: "reconciled"; readonly clean: boolean; readonly detail: string }
  /** A driver has connected that does not know of the directive in flight although it got it. */
  | { readonly kind: "forgotten" }
  /** The driver obeys a halt; empty if it does not say which. */
  | { readonly kind: "halted"; readonly haltId: string }
  | { readonly kind: "resumed" }
  | { readonly kind: "held"; readonly hold: Hold; readonly stopsDriver: boolean }
  | { readonly kind: "released"; readonly hold: Pick<Hold, "kind" | "id"> }
  | { readonly kind: "halt"; readonly reason: string }
  | { readonly kind: "resume"; readonly haltId: string }
  /** Nobody goes on with the session. */
  | { readonly kind: "abandon"; readonly reason: string }
  | { readonly kind: "setMode"; readonly mode: Mode }
  | { readonly kind: "approved" }
  /** An operator puts something else in the place of a proposal; nothing if it is empty. */
  | { readonly kind: "amended"; readonly plan: readonly PlannedDirective[] }
  | { readonly kind: "wish"; readonly target: string; readonly first: boolean };

/** What the session does about it. */
export type CollectionEffect =
  /** The policy is asked; `decided` or `undecided` answers, with this number. */
  | { readonly kind: "decide"; readonly number: number }
  /** The first planned directive is looked at; `prepared`, `unprepared` or `violated` answers at once. */
  | { readonly kind: "prepare"; readonly planned: PlannedDirective; readonly directiveId: string }
  /** The way to a target is planned; `wished` answers at once. */
  | { readonly kind: "planWish"; readonly target: string }
  | { readonly kind: "direct"; readonly directiveId: string; readonly planned: PlannedDirective }
  | { readonly kind: "finish"; readonly directiveId: string }
  | { readonly kind: "sendHalt"; readonly haltId: string; readonly reason: string }
  | { readonly kind: "sendResume"; readonly haltId: string }
  | { readonly kind: "sendPause"; readonly reason: string }
  | { readonly kind: "sendCancel"; readonly directiveId: string }
  | { readonly kind: "askReconcile"; readonly directiveId: string }
  /** What a directive has not started is unexposed again, what it has started is spent. */
  | { readonly kind: "dropShots"; readonly directiveId: string; readonly planned: PlannedDirective }
  /** Nothing of a directive is to be tried again. */
  | { readonly kind: "withdraw"; readonly planned: PlannedDirective }
  /** `woken` comes after so many seconds. */
  | { readonly kind: "wake"; readonly decision: number; readonly seconds: number }
  | { readonly kind: "propose" }
  | {
      readonly kind: "alert";
      readonly severity: "info" | "warning" | "critical";
      readonly code: string;
      readonly text: string;
    }
  /** The session is over. */
  | { readonly kind: "end" };
