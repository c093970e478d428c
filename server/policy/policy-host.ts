import type { Logger } from "pino";
import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import type { SessionChange } from "../../env/session/session-change.js";
import type { LatencyFactors } from "../../env/world/latency/latency-model.js";
import type { DecisionRecord, FallbackReason } from "./decision-record.js";
import type { Explanation } from "./explanation.js";
import type { SessionSettings } from "./session-settings.js";

/** Neither a session's policy nor `index` could decide: the session has to pause. */
export class DecisionUnavailable extends Error {
  override readonly name = "DecisionUnavailable";
}

export interface PolicyHostOptions {
  /** Threads that decide, besides the one that is kept for `index`. Default: 1. */
  readonly threads?: number;
  /** A decision may take so long, milliseconds; after that `index` decides. */
  readonly decideMilliseconds: number;
  /** What networks compute on. Default: `auto`. */
  readonly backend?: BackendChoice;
  readonly log: Logger;
  /** Absolute paths of modules that export further policies by default; for tests. */
  readonly policyModules?: readonly string[];
}

/**
 * What has happened in a session so far, in order: its changes, its decisions, and the policies that took over. A decision
 * comes after as many changes as its record says.
 */
export type HistoryEntry =
  | SessionChange
  | { readonly kind: "decided"; readonly fallback?: FallbackReason }
  | { readonly kind: "swapped"; readonly policy: string };

/** Sessions' policies in threads of their own. */
export class PolicyHost {
  constructor(readonly options: PolicyHostOptions) {}

  /**
   * @param history of a session that goes on
   * @throws UserError if the scenario can't be read or the policy can't be made
   */
  open(_sessionKey: string, _settings: SessionSettings, _history: readonly HistoryEntry[] = []): Promise<void> {
    throw new Error("not yet");
  }

  /** Tells a session what has happened, in order. */
  feed(_sessionKey: string, _changes: readonly SessionChange[]): void {
    throw new Error("not yet");
  }

  /** The same as to feed `retimed`, unless these are the factors already. */
  latency(_sessionKey: string, _factors: LatencyFactors): void {
    throw new Error("not yet");
  }

  /** @throws DecisionUnavailable if not even `index` can decide */
  decide(_sessionKey: string): Promise<DecisionRecord> {
    throw new Error("not yet");
  }

  /** @throws UserError if the policy can't be made; the session keeps the one that it has */
  swap(_sessionKey: string, _policy: string): Promise<void> {
    throw new Error("not yet");
  }

  /** @param targets ids; default: the children of the node in which the stage stands */
  explain(_sessionKey: string, _targets?: readonly string[]): Promise<Explanation> {
    throw new Error("not yet");
  }

  close(_sessionKey: string): void {}

  async shutdown(): Promise<void> {}
}
