import type { Logger } from "pino";
import { UserError } from "../../env/errors.js";
import type { SessionChange } from "../../env/session/session-change.js";
import type { LatencyFactors } from "../../env/world/latency/latency-model.js";
import type { DecisionRecord } from "./decision-record.js";
import type { Explanation } from "./explanation.js";
import { type Failure, HostedSession, MOST_FAILURES } from "./hosted-session.js";
import type { PolicyHostOptions } from "./policy-host-options.js";
import { PolicyThreads } from "./policy-threads.js";
import { decidedEntry, type HistoryEntry } from "./session-history.js";
import type { SessionSettings } from "./session-settings.js";
import { DecisionUnavailable, ThreadFailure } from "./thread-errors.js";
import type { ThreadDecision } from "./thread-question.js";

/** Beside {@link PolicyHostOptions.decideMilliseconds}, for reading what has happened in a session again. */
const REBUILD_MILLISECONDS = 30_000;

/**
 * Decides for many sessions in a few threads. A policy that throws, is late or ends its thread stops nothing: `index`
 * decides in a thread of its own on the same state, and the record says so. A thread that is lost is replaced, and its
 * sessions are rebuilt in it from what has happened in them. After three failures in a row `index` stays until another
 * policy takes over.
 *
 * The same settings, changes and decisions, in the same order, give the same decisions.
 *
 * @example
 * const host = new PolicyHost({ decideMilliseconds: 10_000, log });
 * await host.open("key", { scenario: planDocument("y1-like"), budgetSeconds: 28_800, policy: "index", seed: 1 });
 * host.feed("key", [{ kind: "found", targets }, { kind: "surveyed", target: "" }]);
 * const { goal } = await host.decide("key");
 */
export class PolicyHost {
  readonly #log: Logger;
  readonly #threads: PolicyThreads;
  readonly #sessions = new Map<string, HostedSession>();

  constructor(options: PolicyHostOptions) {
    const { threads = 1, decideMilliseconds, backend = "auto", policyModules = [], log } = options;
    if (!(decideMilliseconds > 0)) throw new RangeError("decideMilliseconds must be above 0");
    this.#log = log;
    const sessions = { [Symbol.iterator]: () => this.#sessions.values() };
    this.#threads = new PolicyThreads({
      threads,
      sessions,
      workerData: { backend, policyModules },
      answerMilliseconds: decideMilliseconds,
      rebuildMilliseconds: options.rebuildMilliseconds ?? REBUILD_MILLISECONDS + decideMilliseconds,
      patienceMilliseconds: decideMilliseconds,
      log,
      onBackend: (sentence) => options.onBackend?.(sentence),
      onNotRebuilt: (session, error) => this.#note(session, error),
    });
  }

  /**
   * Begins a session or, by its history, goes on with one: then a policy that fails is tried again at the next decision.
   *
   * @throws UserError if the scenario can't be read or the policy can't be made
   */
  async open(sessionKey: string, settings: SessionSettings, history: readonly HistoryEntry[] = []): Promise<void> {
    const { session, problem } = await this.#begin(sessionKey, settings, history);
    if (problem === undefined) return;
    if (history.length === 0 || !(problem instanceof ThreadFailure)) {
      this.close(sessionKey);
      throw problem;
    }
    this.#note(session, problem);
  }

  /**
   * Goes on with a session that was open before. Whatever is wrong with its policy, the session is there: the policy is
   * tried again at each decision, and `index` decides as long as it can't be made.
   *
   * @returns what is wrong: a UserError if the policy's files or settings are
   */
  async reopen(
    sessionKey: string,
    settings: SessionSettings,
    history: readonly HistoryEntry[],
  ): Promise<Error | undefined> {
    const { session, problem } = await this.#begin(sessionKey, settings, history);
    if (problem !== undefined) this.#note(session, problem);
    return problem;
  }

  /** Tells a session what has happened, in order. */
  feed(sessionKey: string, changes: readonly SessionChange[]): void {
    this.#get(sessionKey).feed(changes);
  }

  /** The same as to feed `retimed`. */
  latency(sessionKey: string, factors: LatencyFactors): void {
    this.feed(sessionKey, [{ kind: "retimed", factors }]);
  }

  /** @throws DecisionUnavailable if not even `index` can decide */
  decide(sessionKey: string): Promise<DecisionRecord> {
    const session = this.#get(sessionKey);
    const askedAt = performance.now();
    return session.inTurn(async () => {
      session.takeIn();
      const { changes } = session.history;
      const { decision, fallback } = await this.#decideOrFallBack(session);
      const milliseconds = performance.now() - askedAt;
      const record: DecisionRecord = { ...decision, ...(fallback && { fallback }), milliseconds, changes };
      session.decided(decidedEntry(record));
      return record;
    });
  }

  /**
   * Another policy, or another checkpoint, decides from the next decision on, as of what is known by then.
   *
   * @throws UserError if it can't be made; the session keeps the one that it has
   */
  swap(sessionKey: string, policy: string): Promise<void> {
    const session = this.#get(sessionKey);
    return session.inTurn(async () => {
      session.takeIn();
      try {
        const answer = await this.#threads.trial(session, policy);
        session.swapped(policy, answer.kind === "restored" ? answer.policyHash : undefined);
        this.#log.info({ session: sessionKey, policy }, "another policy decides from now on");
      } catch (error) {
        if (error instanceof UserError) throw error;
        throw new UserError(`the policy '${policy}' can't take over: ${(error as Error).message}`);
      }
    });
  }

  /**
   * What the session's policy makes of targets now; `index` where it had to take over for good.
   *
   * @param targets ids; default: the open children of the node in which the stage stands
   * @throws UserError if a target is not known
   */
  explain(sessionKey: string, targets?: readonly string[]): Promise<Explanation> {
    const session = this.#get(sessionKey);
    return session.inTurn(async () => {
      session.takeIn();
      const isPrimary = session.failures < MOST_FAILURES;
      const answer = await this.#threads.ask(session, { kind: "explain", targets }, isPrimary);
      if (answer.kind !== "explained") throw new TypeError(`expected an explanation, not '${answer.kind}'`);
      if (answer.stale) (isPrimary ? session.primary : session.backup).generation = 0;
      return { ...answer.explanation, changes: session.history.changes };
    });
  }

  /** Forgets a session. */
  close(sessionKey: string): void {
    const session = this.#sessions.get(sessionKey);
    if (session === undefined) return;
    session.isClosed = true;
    this.#sessions.delete(sessionKey);
    this.#threads.forget(session);
  }

  /** Ends all threads; what was asked and not answered is given up. */
  async shutdown(): Promise<void> {
    this.#sessions.clear();
    await this.#threads.shutdown();
  }

  async #decideOrFallBack(session: HostedSession): Promise<{ decision: ThreadDecision; fallback?: Failure }> {
    const lasting = session.lastingFailure;
    if (lasting !== undefined) return { decision: await this.#fallBack(session, lasting), fallback: lasting };
    try {
      const decision = await this.#decideIn(session, true);
      this.#threads.forgetBackup(session);
      return { decision };
    } catch (error) {
      const fallback = this.#note(session, error as Error);
      return { decision: await this.#fallBack(session, fallback), fallback };
    }
  }

  async #fallBack(session: HostedSession, failure: Failure): Promise<ThreadDecision> {
    try {
      return await this.#decideIn(session, false);
    } catch (error) {
      const { key, policy } = session;
      throw new DecisionUnavailable(
        `session '${key}': '${policy}' could not decide (${failure.detail}), nor could 'index' (${(error as Error).message})`,
      );
    }
  }

  async #decideIn(session: HostedSession, isPrimary: boolean): Promise<ThreadDecision> {
    const answer = await this.#threads.ask(session, { kind: "decide" }, isPrimary);
    if (answer.kind !== "decided") throw new TypeError(`expected a decision, not '${answer.kind}'`);
    return answer.decision;
  }

  async #begin(sessionKey: string, settings: SessionSettings, history: readonly HistoryEntry[]) {
    if (this.#sessions.has(sessionKey)) throw new Error(`the session '${sessionKey}' is open already`);
    const session = new HostedSession(sessionKey, settings, this.#threads.leastBusy(), history);
    this.#sessions.set(sessionKey, session);
    try {
      await session.inTurn(() => this.#threads.restore(session, "soon"));
      return { session, problem: undefined };
    } catch (error) {
      return { session, problem: error as Error };
    }
  }

  #note(session: HostedSession, error: Error): Failure {
    const failure = session.failed(error);
    const { key, policy } = session;
    this.#log.warn({ session: key, policy, ...failure }, "the policy could not decide, 'index' does");
    if (session.failures === MOST_FAILURES) {
      this.#log.error({ session: key, policy }, "'index' decides until another policy takes over");
    }
    return failure;
  }

  #get(sessionKey: string): HostedSession {
    const session = this.#sessions.get(sessionKey);
    if (session === undefined) throw new Error(`there is no session '${sessionKey}'`);
    return session;
  }
}
