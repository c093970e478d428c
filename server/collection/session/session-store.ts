import { status } from "@grpc/grpc-js";
import type { Logger } from "pino";
import type { Hello } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { DamagedJournal } from "../../journal/index.js";
import { canAcquire } from "../core/prepare-input.js";
import { requireAcquire } from "../core/require-acquire.js";
import { notFound, ProtocolError } from "../protocol-error.js";
import { checkFirstHello } from "./check-hello.js";
import type { CollectedSessionSettings } from "./collected-session-settings.js";
import { CollectionSession } from "./collection-session.js";
import { idleSessions } from "./idle-sessions.js";
import { requireFree } from "./instrument-lease.js";
import type { SessionServices } from "./session-services.js";

/** Sessions that are over are kept in memory up to this many. */
const MOST_FINISHED = 8;
/** A journal that can't be written is tried again this often, milliseconds. */
const RECOVER_EVERY_MILLISECONDS = 5_000;

export interface SessionStoreOptions extends Omit<SessionServices, "lost"> {
  readonly log: Logger;
  /** What a session is that a driver asks for by a key that is new. @throws ProtocolError if there is no such instrument */
  readonly settingsFor: (instrument: string) => CollectedSessionSettings;
  /** Sessions that may be in memory at once. Default: any number */
  readonly mostSessions?: () => number;
}

/** What a session was made of, for lists. */
export interface StoredSession {
  readonly key: string;
  readonly instrument: string;
  readonly createdAtMilliseconds: number;
}

/**
 * The sessions of a server by their keys: those in the journal, read when they are asked for, and those that run. After a
 * write has failed they are read again as soon as the journal can be written.
 */
export class SessionStore {
  readonly #sessions = new Map<string, Promise<CollectionSession>>();
  readonly #open = new Map<string, CollectionSession>();
  readonly #creating = new Map<string, Promise<CollectionSession>>();
  readonly #waiting = new Map<string, Set<(session: CollectionSession) => void>>();
  #recovery: NodeJS.Timeout | undefined;

  constructor(readonly options: SessionStoreOptions) {}

  /**
   * Reads the sessions that hold an instrument, so that they go on. One that can't be read stands still, which is an alarm;
   * the others go on.
   *
   * @throws UserError if the journal is damaged
   */
  async begin(): Promise<void> {
    const { journal, log } = this.options;
    for (const { key, instrument } of journal.sessions()) {
      if (journal.lease(instrument)?.sessionKey !== key) continue;
      try {
        const session = await this.find(key);
        log.info({ session: key, state: session.core.state.name }, "goes on with a session");
      } catch (error) {
        if (error instanceof DamagedJournal) throw error;
        this.#unreadable(key, instrument, error as Error);
      }
    }
  }

  #unreadable(key: string, instrument: string, error: Error): void {
    const { log, now, alarmed } = this.options;
    const text = `The session can't go on, and '${instrument}' stands still: ${error.message}.`;
    log.error({ session: key, err: error }, text);
    const code = "session_unreadable";
    alarmed?.(key, { id: code, code, severity: "critical", text, pauses: true, at: now() / 1000, cleared: false });
  }

  /** A session that runs or was read. */
  loaded(key: string): CollectionSession | undefined {
    return this.#open.get(key);
  }

  /** All sessions that run or were read. */
  all(): IterableIterator<CollectionSession> {
    return this.#open.values();
  }

  /** All sessions that there are, the newest first. */
  list(): StoredSession[] {
    return this.options.journal
      .sessions()
      .map(({ key, instrument, createdAtMilliseconds }) => ({ key, instrument, createdAtMilliseconds }))
      .sort((a, b) => b.createdAtMilliseconds - a.createdAtMilliseconds || (a.key < b.key ? 1 : -1));
  }

  /** The instrument of a session; undefined if there is none. */
  instrumentOf(key: string): string | undefined {
    return this.options.journal.session(key)?.instrument;
  }

  /** A session that there is. @throws ProtocolError if there is none */
  find(key: string): Promise<CollectionSession> {
    const stored = this.options.journal.session(key);
    if (stored === undefined) return Promise.reject(notFound(`there is no session '${key}'`, "SESSION_UNKNOWN"));
    return this.#load(key, JSON.parse(stored.settings) as CollectedSessionSettings);
  }

  /** A new session. @throws ProtocolError if the key is taken or the journal can't be written; UserError as its policy's */
  create(key: string, settings: CollectedSessionSettings): Promise<CollectionSession> {
    if (this.options.journal.session(key) !== undefined || this.#creating.has(key)) {
      const taken = new ProtocolError(status.ALREADY_EXISTS, `there is a session '${key}' already`, "SESSION_EXISTS");
      return Promise.reject(taken);
    }
    return this.#creatingOnce(key, () => this.#create(key, settings, false));
  }

  /**
   * The session that a driver asks for. A new one is made together with its instrument's lease, so that of several drivers
   * that come at once one gets it, and the others leave nothing behind.
   *
   * @throws ProtocolError if it can't be; a session that is new is not made then
   */
  async findOrCreate(hello: Hello, ack: number): Promise<CollectionSession> {
    const { sessionKey: key, instrument } = hello;
    this.#requireJournal();
    // One that is being made and comes to nothing was another caller's mistake.
    while (this.#creating.has(key)) await this.#creating.get(key)!.catch(() => {});
    const { journal, settingsFor, serverId } = this.options;
    if (journal.session(key) !== undefined) return this.find(key);
    const settings = settingsFor(instrument);
    requireAcquire(canAcquire(hello), settings.mode);
    checkFirstHello(hello, ack, serverId);
    requireFree(journal, settings.instrument);
    return this.#creatingOnce(key, () => this.#create(key, settings, true));
  }

  /** Calls back with the session of a key as soon as there is one. @returns a function that ends the wait */
  whenOpened(key: string, opened: (session: CollectionSession) => void): () => void {
    let isOver = false;
    const once = (session: CollectionSession) => {
      if (!isOver) opened(session);
    };
    if (this.options.journal.session(key) !== undefined) {
      this.find(key).then(once, () => {});
    } else {
      this.#waiting.set(key, (this.#waiting.get(key) ?? new Set()).add(once));
    }
    return () => {
      isOver = true;
      const waiting = this.#waiting.get(key);
      waiting?.delete(once);
      if (waiting?.size === 0) this.#waiting.delete(key);
    };
  }

  /** Ends all streams and lets go of everything. */
  close(): void {
    clearTimeout(this.#recovery);
    for (const session of this.#open.values()) session.close();
    this.#open.clear();
    this.#sessions.clear();
  }

  #creatingOnce(key: string, create: () => Promise<CollectionSession>): Promise<CollectionSession> {
    const creating = create().finally(() => this.#creating.delete(key));
    this.#creating.set(key, creating);
    return creating;
  }

  /** @param isLeased whether its instrument is its own from the beginning */
  async #create(key: string, settings: CollectedSessionSettings, isLeased: boolean): Promise<CollectionSession> {
    const { journal, host } = this.options;
    this.#requireJournal();
    this.#makeRoom();
    // What can't decide must not get into the journal, from where it could never be read again.
    const trial = `${key} trial`;
    await host.open(trial, settings);
    host.close(trial);
    this.#requireJournal();
    const { instrument } = settings;
    if (isLeased) requireFree(journal, instrument);
    journal.createSession({ key, instrument, settings: JSON.stringify(settings) });
    if (isLeased) journal.acquireLease(instrument, key);
    await new Promise<void>((resolve, reject) =>
      journal.whenCommitted((error) => (error === undefined ? resolve() : reject(error))),
    );
    return this.#load(key, settings);
  }

  #load(key: string, settings: CollectedSessionSettings): Promise<CollectionSession> {
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    try {
      this.#makeRoom();
    } catch (error) {
      return Promise.reject(error);
    }
    const services: SessionServices = { ...this.options, lost: (lost, error) => this.#lost(lost, error) };
    const opening = CollectionSession.opened(key, settings, services).then((session) => {
      this.#open.set(key, session);
      for (const opened of this.#waiting.get(key) ?? []) opened(session);
      this.#waiting.delete(key);
      this.#evict();
      return session;
    });
    this.#sessions.set(key, opening);
    opening.catch(() => this.#sessions.delete(key));
    return opening;
  }

  /** Too many sessions that are over are in memory: the first ones go. */
  #evict(): void {
    const finished = [...this.#open.values()].filter(({ core }) => core.events.isExhausted);
    for (const session of finished.slice(0, Math.max(0, finished.length - MOST_FINISHED))) this.#forget(session);
  }

  /** Lets go of sessions that nobody needs in memory, until one more may come. @throws ProtocolError if none is left */
  #makeRoom(): void {
    const most = this.options.mostSessions?.() ?? Number.POSITIVE_INFINITY;
    if (this.#sessions.size < most) return;
    for (const session of idleSessions(this.#open.values(), this.options.journal)) {
      if (this.#sessions.size < most) return;
      this.#forget(session);
      session.close();
    }
    if (this.#sessions.size < most) return;
    throw new ProtocolError(
      status.RESOURCE_EXHAUSTED,
      `${most} sessions are in memory, as many as limits.sessions allows, and none may go; end one, or allow more`,
      "TOO_MANY_SESSIONS",
    );
  }

  #forget({ key }: CollectionSession): void {
    this.#open.delete(key);
    this.#sessions.delete(key);
  }

  #lost(key: string, error: Error): void {
    this.options.log.error({ session: key, err: error }, "the journal can't be written: the session stands still");
    this.#open.delete(key);
    this.#sessions.delete(key);
    if (this.#recovery !== undefined) return;
    this.#recovery = setInterval(() => {
      if (!this.options.journal.recover()) return;
      clearInterval(this.#recovery);
      this.#recovery = undefined;
      this.options.log.info("the journal can be written again");
      this.begin().catch((problem: unknown) => this.options.log.error({ err: problem }, "sessions can't be read"));
    }, RECOVER_EVERY_MILLISECONDS).unref();
  }

  #requireJournal(): void {
    const { journal } = this.options;
    if (journal.isAvailable || journal.recover()) return;
    throw new ProtocolError(status.UNAVAILABLE, "the journal can't be written", "JOURNAL_UNAVAILABLE");
  }
}
