import type { Policy } from "../../agent/policy.js";
import { fittingGoal } from "../../env/goal/expand-goal.js";
import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import { Session } from "../../env/session/session.js";
import { applyChange } from "../../env/session/session-change.js";
import type { SessionPlan } from "../../env/session/session-plan.js";
import { TargetTree } from "../../env/tree/target-tree.js";
import { episodeRandom } from "../../env/world/start.js";
import { explain } from "./explain-targets.js";
import { plainGoal, plainProbability, plainReason, plainScores } from "./plain-decision.js";
import type { PreparedPolicy } from "./policy-maker.js";
import type { DecidedEntry, HistoryEntry } from "./session-history.js";
import type { Rebuild, ThreadAnswer, ThreadDecision } from "./thread-question.js";

/**
 * A session as a thread knows it, and its policy. It hangs on its history alone: rebuilt from that it decides as if it
 * had lived through it.
 */
export class SessionMirror {
  readonly session: Session;
  readonly #prepared: PreparedPolicy;
  readonly #policy: Policy;
  readonly #from: Rebuild;
  #begun = false;

  /** @param onAgain hears of each decision that was made again */
  constructor(
    from: Rebuild,
    plan: SessionPlan,
    prepared: PreparedPolicy,
    history: readonly HistoryEntry[],
    onAgain: () => void,
  ) {
    this.#from = from;
    this.#prepared = prepared;
    this.#policy = prepared.create();
    this.session = new Session(TargetTree.from([]), { ...plan, budgetSeconds: from.budgetSeconds });
    this.#relive(history, onAgain);
  }

  get policyHash(): string {
    return this.#prepared.hash;
  }

  /** Takes in what has happened since. */
  tell(entries: readonly HistoryEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === "decided") {
        // Another one has decided first, so this policy begins where it would have.
        if (!this.#begun) this.#begin();
      } else if (entry.kind !== "swapped") applyChange(this.session, entry);
    }
  }

  /** @throws whatever the policy throws; RangeError if its goal can't be reached */
  decide(): ThreadDecision {
    const { session } = this;
    const policy = this.#policy;
    if (!this.#begun) this.#begin();
    if (this.#from.isFallback) policy.recall?.([]);
    const decision = policy.decide(session);
    const { memory } = policy;
    fittingGoal(session, decision.goal);
    const reason = plainReason(session, decision.reason());
    const scores = policy.scores && plainScores(session, policy.scores(session));
    if (memory !== undefined) policy.recall?.(memory);
    return {
      goal: plainGoal(session, decision.goal),
      reason,
      ...(scores && { scores }),
      probability: plainProbability(decision),
      policy: this.#prepared.spec,
      policyHash: this.#prepared.hash,
      ...(memory && { memory }),
    };
  }

  /**
   * @returns with `stale` the mirror must not be used any more
   * @throws UserError if a target is not known
   */
  explain(targets: readonly string[] | undefined): Extract<ThreadAnswer, { kind: "explained" }> {
    const { remembers, spec, hash } = this.#prepared;
    const stale = !this.#begun;
    if (!this.#begun) this.#begin();
    const { memory } = this.#policy;
    const explained = explain(this.session, this.#policy, remembers !== "decisions", targets);
    if (memory !== undefined) this.#policy.recall?.(memory);
    return { kind: "explained", explanation: { policy: spec, policyHash: hash, ...explained }, stale };
  }

  #begin(): void {
    const { seed, swaps } = this.#from;
    this.#policy.reset(this.session, episodeRandom(new KeyedRandom(seed), 0).stream(swaps, RandomKind.Policy));
    this.#begun = true;
  }

  #relive(history: readonly HistoryEntry[], onAgain: () => void): void {
    const { resetAt = Number.POSITIVE_INFINITY } = this.#from;
    const { remembers } = this.#prepared;
    const isOwn = (entry: HistoryEntry, at: number) =>
      entry.kind === "decided" && entry.fallback === undefined && at >= resetAt && !this.#from.isFallback;
    const last = history.findLastIndex(isOwn);
    const { memory } = (history[last] ?? {}) as DecidedEntry;
    const decidesAgain = remembers === "decisions" || (remembers === "memory" && memory === undefined);
    const lastRetimed = history.findLastIndex(({ kind }) => kind === "retimed");
    for (const [at, entry] of history.entries()) {
      if (at === resetAt) this.#begin();
      if (entry.kind === "decided") {
        if (decidesAgain && isOwn(entry, at)) {
          this.#policy.decide(this.session);
          onAgain();
        } else if (at === last && memory !== undefined) this.#policy.recall?.(memory);
      } else if (entry.kind !== "swapped") {
        // Times of the past are nothing to a policy that decides nothing again.
        if (entry.kind !== "retimed" || decidesAgain || at === lastRetimed) applyChange(this.session, entry);
      }
    }
    if (resetAt === history.length) this.#begin();
  }
}
