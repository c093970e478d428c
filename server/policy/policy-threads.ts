import type { HostedSession, Placement } from "./hosted-session.js";
import type { Urgency } from "./job-queue.js";
import { PolicyThread } from "./policy-thread.js";
import type { PolicyThreadOptions } from "./policy-thread-options.js";
import { ThreadFailure } from "./thread-errors.js";
import type { ThreadAnswer, ThreadQuestion } from "./thread-question.js";

export interface PolicyThreadsOptions extends Omit<PolicyThreadOptions, "name" | "onLost"> {
  /** Beside the one in which `index` decides where another policy could not. */
  readonly threads: number;
  /** Their sessions, a live view. */
  readonly sessions: Iterable<HostedSession>;
  /** A session could not be rebuilt after its thread was lost. */
  readonly onNotRebuilt: (session: HostedSession, error: Error) => void;
}

/** `index` may take so long at least where it is the last resort. */
const BACKUP_MILLISECONDS = 10_000;

/** The threads of a host, and what each knows of its sessions. */
export class PolicyThreads {
  readonly #options: PolicyThreadsOptions;
  readonly #threads: readonly PolicyThread[];
  readonly #backup: PolicyThread;

  constructor(options: PolicyThreadsOptions) {
    const { threads, sessions: _sessions, onNotRebuilt: _onNotRebuilt, ...rest } = options;
    this.#options = options;
    this.#threads = Array.from({ length: threads }, (_, i) => {
      const onLost = () => this.#rebuildAllOf(thread);
      const thread: PolicyThread = new PolicyThread({ ...rest, name: `policy thread ${i + 1}`, onLost });
      return thread;
    });
    this.#backup = new PolicyThread({
      ...rest,
      name: "fallback thread",
      answerMilliseconds: Math.max(rest.answerMilliseconds, BACKUP_MILLISECONDS),
      rebuildMilliseconds: Math.max(rest.rebuildMilliseconds, BACKUP_MILLISECONDS),
      onLost: () => {},
    });
  }

  /** The thread with the fewest sessions. */
  leastBusy(): PolicyThread {
    const counts = new Map(this.#threads.map((thread) => [thread, 0]));
    for (const { thread } of this.#options.sessions) counts.set(thread, counts.get(thread)! + 1);
    return this.#threads.reduce((best, thread) => (counts.get(thread)! < counts.get(best)! ? thread : best));
  }

  /**
   * Asks the session's thread or, where that could not answer, the one of `index`.
   *
   * @throws ThreadFailure or what the question gave rise to
   */
  ask(session: HostedSession, ask: ThreadQuestion["ask"], isPrimary: boolean): Promise<ThreadAnswer> {
    const thread = isPrimary ? session.thread : this.#backup;
    const place = isPrimary ? session.primary : session.backup;
    const make = () => session.question(ask, thread.generation, isPrimary);
    return this.#ask(session, thread, place, make, isPrimary ? "now" : "soon");
  }

  /** Tries whether another policy can take over; if it can, it has done so in the thread. */
  trial(session: HostedSession, policy: string): Promise<ThreadAnswer> {
    return this.#ask(session, session.thread, session.primary, () => session.trial(policy), "soon");
  }

  /** Makes the session's thread know it, unless it does. */
  async restore(session: HostedSession, urgency: Urgency): Promise<void> {
    const { thread, primary } = session;
    const make = () => {
      if (primary.generation === thread.generation) throw new NothingToDo();
      return session.question({ kind: "restore" }, thread.generation, true);
    };
    try {
      const answer = await this.#ask(session, thread, primary, make, urgency);
      if (answer.kind === "restored") session.policyHash ??= answer.policyHash;
    } catch (error) {
      if (!(error instanceof NothingToDo)) throw error;
    }
  }

  /** No thread need keep a session. */
  forget(session: HostedSession): void {
    session.thread.forget(session.id);
    this.forgetBackup(session);
  }

  /** The thread of `index` need not keep a session. */
  forgetBackup(session: HostedSession): void {
    if (session.backup.generation !== 0) this.#backup.forget(session.id);
    session.backup.generation = 0;
  }

  async shutdown(): Promise<void> {
    await Promise.all([...this.#threads, this.#backup].map((thread) => thread.shutdown()));
  }

  /** Asks, and notes what the thread knows then. */
  async #ask(
    session: HostedSession,
    thread: PolicyThread,
    place: Placement,
    make: () => ThreadQuestion,
    urgency: Urgency,
  ): Promise<ThreadAnswer> {
    let asked: { readonly place: Placement; readonly question: ThreadQuestion } | undefined;
    try {
      const answer = await thread.ask(() => {
        if (session.isClosed) throw new NothingToDo("the session was closed");
        const question = make();
        asked = { place: { generation: thread.generation, told: session.history.length }, question };
        return question;
      }, urgency);
      Object.assign(place, asked!.place);
      if (session.isClosed) thread.forget(session.id);
      return answer;
    } catch (error) {
      // A session that could not be restored in another way is still there as it was.
      if (asked !== undefined && asked.question.ask.kind !== "restore") place.generation = 0;
      throw error;
    }
  }

  /** Rebuilds sessions whose thread was lost, so that their next decisions need not wait for that. */
  #rebuildAllOf(thread: PolicyThread): void {
    for (const session of this.#options.sessions) {
      // What has failed is tried again at its next decision.
      if (session.thread !== thread || session.failures > 0) continue;
      this.restore(session, "background").catch((error: Error) => {
        const isOthersFault = error instanceof ThreadFailure && error.reason === "lost";
        if (!session.isClosed && !isOthersFault) this.#options.onNotRebuilt(session, error);
      });
    }
  }
}

/** The session is where it should be, or is not wanted any more. */
class NothingToDo extends Error {}
