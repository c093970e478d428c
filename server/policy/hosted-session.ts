import type { SessionChange } from "../../env/session/session-change.js";
import type { FallbackReason } from "./decision-record.js";
import type { PolicyThread } from "./policy-thread.js";
import { type DecidedEntry, type HistoryEntry, SessionHistory } from "./session-history.js";
import type { SessionSettings } from "./session-settings.js";
import { ThreadFailure } from "./thread-errors.js";
import type { Rebuild, ThreadQuestion } from "./thread-question.js";

/** After so many failures in a row `index` stays. */
export const MOST_FAILURES = 3;

let opened = 0;

/** Up to where a thread knows a session. */
export interface Placement {
  generation: number;
  /** Entries of the history. */
  told: number;
}

/** The last failure of a session's policy. */
export interface Failure {
  readonly reason: FallbackReason;
  readonly detail: string;
}

/** What the host knows of a session: its history, the policy that it has now, and where it is. */
export class HostedSession {
  readonly history = new SessionHistory();
  readonly primary: Placement = { generation: 0, told: 0 };
  readonly backup: Placement = { generation: 0, told: 0 };
  /** Of the policy, as the thread says. */
  policyHash: string | undefined;
  failures = 0;
  isClosed = false;
  /** By which threads know it: a key may be used again. */
  readonly id: string;
  #lastFailure: Failure | undefined;
  #policy: string;
  #swaps = 0;
  /** Place of the first entry after the policy took over. */
  #tookOverAt = 0;
  #fed: SessionChange[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #factors = "";

  constructor(
    readonly key: string,
    readonly settings: SessionSettings,
    readonly thread: PolicyThread,
    history: readonly HistoryEntry[],
  ) {
    this.id = `${key} ${++opened}`;
    this.#policy = settings.policy;
    for (const entry of history) {
      if (entry.kind === "swapped") this.swapped(entry.policy, undefined);
      else if (entry.kind === "decided") {
        this.decided(entry);
        if (entry.fallback !== undefined && entry.fallback !== "lost") this.failures++;
      } else {
        this.feed([entry]);
        this.takeIn();
      }
    }
  }

  get policy(): string {
    return this.#policy;
  }

  /** Does things with the session one after the other. */
  inTurn<T>(what: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(what);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Changes wait until the next question, so that what a decision was based on is known. */
  feed(changes: readonly SessionChange[]): void {
    for (const change of changes) {
      if (change.kind === "retimed") {
        const factors = JSON.stringify(change.factors);
        if (factors === this.#factors) continue;
        this.#factors = factors;
      }
      this.#fed.push(change);
    }
  }

  takeIn(): void {
    for (const change of this.#fed) this.history.add(change);
    this.#fed = [];
  }

  /** A decision was made on what the history says. */
  decided(entry: DecidedEntry): void {
    this.history.add(entry);
    if (entry.fallback === undefined) this.failures = 0;
  }

  /** The policy could not decide. */
  failed(error: Error): Failure {
    const reason = error instanceof ThreadFailure ? error.reason : "threw";
    if (reason !== "lost") this.failures++;
    this.#lastFailure = { reason, detail: error.message };
    return this.#lastFailure;
  }

  /** Why `index` decides until another policy takes over; undefined if it does not. */
  get lastingFailure(): Failure | undefined {
    if (this.failures < MOST_FAILURES) return undefined;
    const { reason, detail } = this.#lastFailure ?? { reason: "threw", detail: "not known any more" };
    const what = `after ${MOST_FAILURES} failures in a row 'index' decides until another policy takes over`;
    return { reason, detail: `${what}; the last one: ${detail}` };
  }

  /** Another policy has taken over. */
  swapped(policy: string, hash: string | undefined): void {
    this.history.add({ kind: "swapped", policy });
    this.#policy = policy;
    this.policyHash = hash;
    this.#swaps++;
    this.#tookOverAt = this.history.length;
    this.failures = 0;
    this.#lastFailure = undefined;
  }

  /**
   * What is asked of a thread, the session told what it has missed there.
   *
   * @param generation the thread's
   * @param isPrimary else `index` is asked
   */
  question(ask: ThreadQuestion["ask"], generation: number, isPrimary: boolean): ThreadQuestion {
    const place = isPrimary ? this.primary : this.backup;
    const isThere = place.generation === generation;
    const parts = this.history.since(isThere ? place.told : 0);
    if (isThere) return { session: this.id, ask, parts };
    return { session: this.id, ask, parts, rebuild: isPrimary ? this.#rebuild() : this.#rebuildWithIndex() };
  }

  /** The question by which a thread tries another policy. */
  trial(policy: string): ThreadQuestion {
    const rebuild: Rebuild = {
      ...this.#rebuild(),
      policy,
      swaps: this.#swaps + 1,
      // The entry that says so comes next.
      resetAt: this.history.firstDecision === undefined ? undefined : this.history.length,
      policyHash: undefined,
    };
    return { session: this.id, ask: { kind: "restore" }, parts: this.history.since(0), rebuild };
  }

  #rebuild(): Rebuild {
    const { scenario, budgetSeconds, seed } = this.settings;
    const { firstDecision } = this.history;
    return {
      scenario,
      budgetSeconds,
      seed,
      policy: this.#policy,
      swaps: this.#swaps,
      resetAt: firstDecision === undefined ? undefined : Math.max(firstDecision, this.#tookOverAt),
      isFallback: false,
      policyHash: this.policyHash,
    };
  }

  #rebuildWithIndex(): Rebuild {
    return {
      ...this.#rebuild(),
      policy: "index",
      swaps: 0,
      resetAt: this.history.firstDecision,
      policyHash: undefined,
    };
  }
}
