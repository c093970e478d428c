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
import type { HistoryEntry } from "./session-history.js";
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
  /** Whether the policy has decided. */
  #hasDecided = false;

  constructor(from: Rebuild, plan: SessionPlan, prepared: PreparedPolicy, history: readonly HistoryEntry[]) {
    this.#from = from;
    this.#prepared = prepared;
    this.#policy = prepared.create();
    this.session = new Session(TargetTree.from([]), { ...plan, budgetSeconds: from.budgetSeconds });
    this.#relive(history);
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
    if (!this.#begun) this.#begin();
    const decision = this.#policy.decide(session);
    this.#hasDecided = true;
    fittingGoal(session, decision.goal);
    const reason = plainReason(session, decision.reason());
    return {
      goal: plainGoal(session, decision.goal),
      reason,
      ...(this.#policy.scores && { scores: plainScores(session, this.#policy.scores(session)) }),
      probability: plainProbability(decision),
      policy: this.#prepared.spec,
      policyHash: this.#prepared.hash,
    };
  }

  /** @throws UserError if a target is not known */
  explain(targets: readonly string[] | undefined): Extract<ThreadAnswer, { kind: "explained" }> {
    const { remembers, spec, hash } = this.#prepared;
    const mayDecide = remembers !== "all";
    const stale = !this.#begun || (remembers === "first" && !this.#hasDecided);
    if (!this.#begun) this.#begin();
    const explained = explain(this.session, this.#policy, mayDecide, targets);
    return { kind: "explained", explanation: { policy: spec, policyHash: hash, ...explained }, stale };
  }

  #begin(): void {
    const { seed, swaps } = this.#from;
    this.#policy.reset(this.session, episodeRandom(new KeyedRandom(seed), 0).stream(swaps, RandomKind.Policy));
    this.#begun = true;
  }

  #relive(history: readonly HistoryEntry[]): void {
    const { resetAt } = this.#from;
    const { remembers } = this.#prepared;
    const lastRetimed = history.findLastIndex(({ kind }) => kind === "retimed");
    for (const [at, entry] of history.entries()) {
      if (at === resetAt) this.#begin();
      if (entry.kind === "decided") {
        const mine = this.#begun && entry.fallback === undefined;
        if (mine && (remembers === "all" || (remembers === "first" && !this.#hasDecided)))
          this.#policy.decide(this.session);
        if (mine) this.#hasDecided = true;
      } else if (entry.kind !== "swapped") {
        // Times of the past are nothing to a policy that remembers nothing.
        if (entry.kind !== "retimed" || remembers !== "nothing" || at === lastRetimed) applyChange(this.session, entry);
      }
    }
    if (resetAt === history.length) this.#begin();
  }
}
