import { isDeepStrictEqual } from "node:util";
import { status } from "@grpc/grpc-js";
import type { Logger } from "pino";
import { UserError } from "../../../env/errors.js";
import {
  type DriveRequest,
  type DriveResponse,
  type Hello,
  Welcome,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { ReportRequest } from "../../../proto/gen/cryogym/v1alpha1/results_service.js";
import { ClockWatch } from "../../clock-watch.js";
import { type Journal, JournalUnavailable, LeaseHeld } from "../../journal/index.js";
import type { PolicyHost } from "../../policy/policy-host.js";
import { DecisionUnavailable } from "../../policy/thread-errors.js";
import type { Alarm } from "../../safety/alarm.js";
import type { GuardEvent } from "../../safety/guards/guard-event.js";
import { limitsMessage } from "../../safety/limits.js";
import { CollectionCore, type CoreState } from "../core/collection-core.js";
import type { CoreInput, CoreOutput, OperatorCommand } from "../core/core-input.js";
import { prepareInput } from "../core/prepare-input.js";
import { defaultSafety, type SafetySettings } from "../core/session-safety.js";
import type { LoggedEvent } from "../event-log.js";
import type { Receipt } from "../model/shot-book.js";
import { invalid, ProtocolError, unexpected } from "../protocol-error.js";
import { checkMessage } from "../validation/check-message.js";
import { driverMessages } from "../validation/message-schemas.js";
import { type CollectedSessionSettings, planOf } from "./collected-session-settings.js";
import type { DriverStream } from "./driver-stream.js";
import { inputOf, payloadOf } from "./journal-codec.js";
import { requireNewest } from "./require-newest.js";

/** A snapshot is made after so many entries of the journal. */
const SNAPSHOT_EVERY = 500;
/** Of snapshots: another one is not read. */
export const CORE_VERSION = 2;

/** A clock that is behind the journal by more was set back while the server was away. */
const MOST_DRIFT_SECONDS = 5;

/** What came of an input. */
export interface Commit {
  /** Events that it led to. */
  readonly events: readonly LoggedEvent[];
  /** From taking it in to its being safe. */
  readonly milliseconds: number;
}

/** What a session needs of its server. */
export interface SessionServices {
  readonly journal: Journal;
  readonly host: PolicyHost;
  readonly log: Logger;
  /** UTC, milliseconds. */
  readonly now: () => number;
  /** Milliseconds from any origin, by a clock that nobody sets. Default: `now` is such. */
  readonly monotonic?: () => number;
  /** Names this server for drivers, for good. */
  readonly serverId: string;
  /** Limits of an instrument and thresholds of guards. Default: what always holds. */
  readonly safetyOf?: (instrument: string) => SafetySettings;
  /** Hears of what operators should know. */
  readonly alarmed?: (sessionKey: string, alarm: Alarm) => void;
  /** Hears of every input once it is safe. */
  readonly committed?: (sessionKey: string, input: CoreInput, commit: Commit) => void;
  /** A write has failed: sessions are ahead of the journal and have to be read again. */
  readonly lost: (sessionKey: string, error: Error) => void;
}

/**
 * A session as it runs: what comes in goes through its {@link CollectionCore} and into the journal, and what follows from
 * it is done once it is safe there. It outlives streams; a driver that comes back with the same key goes on where it was.
 */
export class CollectionSession {
  readonly core: CollectionCore;
  readonly createdAtMilliseconds: number;
  #stream: DriverStream | undefined;
  /** Has said hello, and is welcomed once that is safe. */
  #coming: DriverStream | undefined;
  #committedReceived = 0;
  #fed = 0;
  #isLost = false;
  #wake: NodeJS.Timeout | undefined;
  #policy: string;
  /** The last epoch in which the driver has said something. */
  #heardEpoch = 0;
  readonly #clock: ClockWatch | undefined;
  /** When the microscope last answered, as the last heartbeat had it, on the monotonic clock; undefined without a driver. */
  #repliedAt: number | undefined;

  private constructor(
    readonly key: string,
    readonly settings: CollectedSessionSettings,
    readonly services: SessionServices,
  ) {
    const { mode, resultsSource } = settings;
    this.core = new CollectionCore({
      key,
      plan: planOf(settings),
      mode,
      ...(resultsSource !== undefined && { resultsSource }),
    });
    this.#policy = settings.policy;
    this.#clock = services.monotonic === undefined ? undefined : new ClockWatch(services.now, services.monotonic);
    this.createdAtMilliseconds = services.journal.session(key)?.createdAtMilliseconds ?? services.now();
  }

  /**
   * A session that the journal knows, as it was when the journal was written last.
   *
   * @param useSnapshot whether it may begin from a snapshot. Default: yes
   * @throws UserError if its settings can't be read
   */
  static async opened(
    key: string,
    settings: CollectedSessionSettings,
    services: SessionServices,
    useSnapshot = true,
  ): Promise<CollectionSession> {
    const session = new CollectionSession(key, settings, services);
    const pending = session.#replay(useSnapshot);
    const { core } = session;
    if (core.state.name === "finished") return session;
    await services.host.open(key, settings, core.history());
    session.#fed = core.model.changes.length;
    session.refreshSafety();
    // Who was told of these may not have heard it.
    for (const alarm of core.safety.state.guards.open) services.alarmed?.(key, alarm);
    const last = services.journal.committedLength(key);
    const [entry] = last > 0 ? services.journal.entries(key, last - 1) : [];
    if (entry !== undefined) {
      const gapSeconds = (services.now() - entry.recordedAtMilliseconds) / 1000;
      const wasSetBack = gapSeconds < -MOST_DRIFT_SECONDS;
      if (wasSetBack) session.#take({ kind: "guard", event: { kind: "clockSet", bySeconds: gapSeconds } }, undefined)();
      session.guard({ kind: "restarted", ...(!wasSetBack && { gapSeconds: Math.max(0, gapSeconds) }) });
      session.guard({ kind: "disconnected" });
    }
    for (const output of pending) session.#release(output);
    return session;
  }

  /** The policy that decides. */
  get policy(): string {
    return this.#policy;
  }

  get isConnected(): boolean {
    return this.#stream !== undefined || this.#coming !== undefined;
  }

  /**
   * A driver says hello.
   *
   * @param lastEpoch that of the last welcome that it took in; 0 if none
   * @returns its epoch
   * @throws ProtocolError
   */
  connect(hello: Hello, ack: number, stream: DriverStream, raw?: Uint8Array, lastEpoch = 0): number {
    const { settings, services } = this;
    if (hello.instrument !== "" && hello.instrument !== settings.instrument) {
      throw unexpected(
        `session '${this.key}' is one of instrument '${settings.instrument}', not '${hello.instrument}'`,
        "WRONG_INSTRUMENT",
      );
    }
    if (hello.serverId !== "" && hello.serverId !== services.serverId) {
      throw unexpected(
        `the driver obeys another server, '${hello.serverId}'; this one is '${services.serverId}'. If it is to obey this one from now on, start the driver with --adopt-server`,
        "OTHER_SERVER",
      );
    }
    const { core } = this;
    const hasSpoken = this.#heardEpoch === core.epoch && core.exchange.lastReceived > 0;
    requireNewest({
      sessionKey: this.key,
      lastEpoch,
      ack,
      heardEpoch: this.#heardEpoch,
      isAtWork: this.isConnected && hasSpoken,
    });
    prepareInput(this.core, { kind: "connect", hello, ack });
    // A driver that comes back for the last acknowledgement moves nothing any more.
    const term = this.isOver ? hello.leaseTerm : this.#lease();
    const releases = this.#take({ kind: "connect", hello, ack }, raw);
    const { epoch } = this.core;
    const lastSeq = this.core.exchange.lastReceived;
    const again = this.core.exchange.unacknowledged().slice();
    const haltId = haltToLatch(this.core);
    const over = unexpected(
      `epoch ${epoch - 1} is over: the driver of this session connected again as epoch ${epoch}`,
      "OLD_EPOCH",
    );
    for (const old of [this.#stream, this.#coming]) old?.refuse(over);
    this.#stream = undefined;
    this.#coming = stream;
    this.#repliedAt = this.#monotonic();
    releases(() => {
      if (this.#coming !== stream) return;
      this.#stream = stream;
      this.#coming = undefined;
      const welcome = Welcome.fromPartial({
        epoch,
        lastSeq,
        serverId: services.serverId,
        leaseTerm: term,
        limits: limitsMessage(this.core.safety.settings.limits),
        haltId,
      });
      this.#committedReceived = Math.max(this.#committedReceived, lastSeq);
      stream.send({ epoch, seq: 0, ack: lastSeq, message: { $case: "welcome", welcome } });
      for (const response of again) stream.send({ ...response, epoch, ack: lastSeq });
      if (this.core.events.closed) stream.end();
    }, "instead");
    return epoch;
  }

  /** The stream of an epoch is gone; a later one may come. */
  disconnect(epoch: number): void {
    if (epoch !== this.core.epoch) return;
    this.#stream = undefined;
    this.#coming = undefined;
    this.#repliedAt = undefined;
    this.guard({ kind: "disconnected" });
  }

  /** Takes one message of a driver in. @throws ProtocolError saying what was expected */
  receive(request: DriveRequest, raw?: Uint8Array): void {
    const { core } = this;
    if (request.epoch !== core.epoch) {
      throw unexpected(`epoch ${request.epoch} is over; expected ${core.epoch}`, "OLD_EPOCH");
    }
    this.#heardEpoch = request.epoch;
    if (request.message?.$case === "heartbeat") {
      checkMessage(driverMessages.heartbeat, request.message.heartbeat, "heartbeat");
      core.exchange.acknowledged(Math.min(request.ack, core.exchange.lastSent));
      const { observedAtUnixMilliseconds: at } = request;
      const { scopeReplyAgeSeconds } = request.message.heartbeat;
      this.#repliedAt = this.#monotonic() - 1000 * scopeReplyAgeSeconds;
      this.guard({
        kind: "heartbeat",
        scopeReplyAgeSeconds,
        ...(at > 0 && { observedAtUnixMilliseconds: at }),
      });
      return;
    }
    const isNew = request.seq > core.exchange.lastReceived;
    if (!isNew && request.message !== undefined && request.message.$case !== "hello") {
      core.take({ kind: "driver", request }, this.services.now());
      this.#acknowledge();
      return;
    }
    const releases = this.#take({ kind: "driver", request }, raw, request.observedAtUnixMilliseconds || undefined);
    releases((outputs) => {
      if (!outputs.some(({ kind }) => kind === "send")) this.#acknowledge();
      this.#endStreamIfOver();
    }, "before");
  }

  /** Takes outcomes in. @returns what became of each, once they are safe */
  report(request: ReportRequest, raw?: Uint8Array): Promise<readonly Receipt[]> {
    const releases = this.#take({ kind: "results", request }, raw);
    const { receipts } = this.core;
    return new Promise((resolve, reject) => releases(() => resolve(receipts), "before", reject));
  }

  /** An operator wants something. Resolves once that is safe. @throws ProtocolError if it can't be */
  async command(by: string, command: OperatorCommand): Promise<void> {
    if (command.command === "setPolicy") await this.#swap(command.policy);
    const releases = this.#take({ kind: "operator", by, command }, undefined);
    await new Promise<void>((resolve, reject) => releases(() => resolve(), "before", reject));
  }

  /** Lets guards know of something that only they look at; nothing is kept of what is no news to them. */
  guard(event: GuardEvent): void {
    if (this.#isLost || this.isOver || !this.services.journal.isAvailable) return;
    this.#heedClock();
    if (this.core.safety.isNews(event, this.services.now())) this.#take({ kind: "guard", event }, undefined)();
  }

  /** Time went by: guards look whether anything is missing. */
  tick(): void {
    const repliedAt = this.#repliedAt;
    const age = repliedAt === undefined ? {} : { scopeReplyAgeSeconds: (this.#monotonic() - repliedAt) / 1000 };
    this.guard({ kind: "tick", ...age });
  }

  /** Takes over the limits and thresholds that the server has now. */
  refreshSafety(): void {
    const { safetyOf, journal } = this.services;
    const settings = safetyOf?.(this.settings.instrument) ?? defaultSafety;
    if (this.#isLost || this.isOver || !journal.isAvailable) return;
    if (!isDeepStrictEqual(settings, this.core.safety.settings)) this.#take({ kind: "safety", settings }, undefined)();
  }

  /** The session has ended. */
  get isOver(): boolean {
    return this.core.state.name === "finished";
  }

  /** Nothing comes of it any more in this process. */
  get isClosed(): boolean {
    return this.#isLost;
  }

  /** Forgets what only this process knows. */
  close(): void {
    this.#isLost = true;
    clearTimeout(this.#wake);
    this.#refuse(new ProtocolError(status.UNAVAILABLE, "the server is stopping", "STOPPING"));
  }

  /** All that it goes on from; for tests. */
  save(): CoreState {
    return this.core.save();
  }

  /**
   * Takes an input in, and lets what follows from it happen once it is safe.
   *
   * @returns what has to be called with what else is to be done then
   */
  #take(input: CoreInput, raw: Uint8Array | undefined, observedAt?: number) {
    const { core, key, services } = this;
    const { journal } = services;
    if (this.#isLost || !journal.isAvailable) throw unavailable("the journal can't be written");
    this.#heedClock();
    let outputs: readonly CoreOutput[];
    const now = services.now();
    const begun = performance.now();
    const before = core.events.length;
    try {
      outputs = core.take(input, now);
      journal.append(key, input.kind, payloadOf(input, raw), observedAt, now);
      if (outputs.some(({ kind }) => kind === "end")) journal.releaseLease(this.settings.instrument, key);
      const length = journal.length(key);
      if (length % SNAPSHOT_EVERY === 0) {
        journal.putSnapshot(key, length, CORE_VERSION, Buffer.from(JSON.stringify(core.save())));
      }
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      this.#lose(error as Error);
      if (error instanceof JournalUnavailable) throw unavailable(error.message);
      throw error;
    }
    const shown = core.events.length;
    return (
      then?: (outputs: readonly CoreOutput[]) => void,
      order: "before" | "instead" = "before",
      failed?: (error: Error) => void,
    ) => {
      journal.whenCommitted((error) => {
        if (error !== undefined) {
          failed?.(unavailable(error.message));
          this.#lose(error);
          return;
        }
        if (this.#isLost) return;
        // What follows acknowledges what it follows from.
        if (input.kind === "driver") this.#committedReceived = Math.max(this.#committedReceived, input.request.seq);
        if (order === "instead") then?.(outputs);
        for (const output of outputs) {
          if (order === "instead" && output.kind === "send") continue;
          this.#release(output);
        }
        core.events.show(shown);
        const commit = { events: core.events.all().slice(before, shown), milliseconds: performance.now() - begun };
        services.committed?.(key, input, commit);
        if (order === "before") then?.(outputs);
      });
    };
  }

  #monotonic(): number {
    return (this.services.monotonic ?? this.services.now)();
  }

  /** Guards go by time that passed: that the clock was set is no such. */
  #heedClock(): void {
    const milliseconds = this.#clock?.setBy() ?? 0;
    if (milliseconds === 0) return;
    const bySeconds = milliseconds / 1000;
    this.services.log.warn({ session: this.key, bySeconds }, "the server's clock was set");
    this.#take({ kind: "guard", event: { kind: "clockSet", bySeconds } }, undefined)();
  }

  #release(output: CoreOutput): void {
    const { host, log, alarmed } = this.services;
    switch (output.kind) {
      case "send":
        this.#stream?.send({ ...output.response, epoch: this.core.epoch, ack: this.#committedReceived });
        return;
      case "decide":
        this.#feed();
        void this.#decide(output.number);
        return;
      case "wake":
        clearTimeout(this.#wake);
        this.#wake = setTimeout(() => this.#woken(output.decision), 1000 * output.seconds).unref();
        return;
      case "alarm": {
        const { severity, code, text, cleared } = output.alarm;
        const level = cleared || severity === "info" ? "info" : severity === "warning" ? "warn" : "error";
        log[level]({ session: this.key, code }, cleared ? `over: ${text}` : text);
        alarmed?.(this.key, output.alarm);
        return;
      }
      case "end":
        host.close(this.key);
        this.#acknowledge();
        this.#endStreamIfOver();
        return;
    }
  }

  /** A message that says nothing but what is safe in the journal. */
  get acknowledgement(): DriveResponse {
    return { epoch: this.core.epoch, seq: 0, ack: this.#committedReceived, message: undefined };
  }

  #acknowledge(): void {
    this.#stream?.send(this.acknowledgement);
  }

  /** Ends the stream once all that came in is acknowledged; several messages may have come in together. */
  #endStreamIfOver(): void {
    if (this.core.events.closed && this.#committedReceived >= this.core.exchange.lastReceived) this.#stream?.end();
  }

  #woken(decision: number): void {
    this.#takeAnswer({ kind: "woken", decision });
  }

  /** Takes in what comes once only; where it can't be kept the session is read again, and asks again. */
  #takeAnswer(input: CoreInput): void {
    if (this.#isLost) return;
    if (this.services.journal.isAvailable) this.#take(input, undefined)();
    else this.#lose(new Error("the journal can't be written"));
  }

  /** Tells the policy what has happened since it was told last. */
  #feed(): void {
    const { changes } = this.core.model;
    if (this.#fed < changes.length) this.services.host.feed(this.key, changes.slice(this.#fed));
    this.#fed = changes.length;
  }

  async #decide(number: number): Promise<void> {
    const { host, log } = this.services;
    let input: CoreInput;
    try {
      input = { kind: "decision", number, record: await host.decide(this.key) };
    } catch (error) {
      if (this.#isLost) return;
      if (!(error instanceof DecisionUnavailable)) log.error({ err: error, session: this.key }, "no decision");
      input = { kind: "noDecision", number, text: `nothing could be decided: ${(error as Error).message}` };
    }
    this.#takeAnswer(input);
  }

  async #swap(policy: string): Promise<void> {
    try {
      await this.services.host.swap(this.key, policy);
    } catch (error) {
      if (error instanceof UserError) throw invalid(error.message, "policy");
      throw error;
    }
    this.#policy = policy;
  }

  /** The instrument's lease. @returns its term @throws ProtocolError if another session holds it */
  #lease(): number {
    const { journal } = this.services;
    const { instrument } = this.settings;
    if (!journal.isAvailable) throw unavailable("the journal can't be written");
    const held = journal.lease(instrument);
    if (held?.sessionKey === this.key) return held.term;
    try {
      return journal.acquireLease(instrument, this.key);
    } catch (error) {
      if (error instanceof LeaseHeld) throw unexpected(error.message, "LEASE_HELD");
      throw error;
    }
  }

  /** What is in memory is not what is in the journal: it must not go on. */
  #lose(error: Error): void {
    if (this.#isLost) return;
    this.#isLost = true;
    clearTimeout(this.#wake);
    this.#refuse(unavailable(error.message));
    this.services.lost(this.key, error);
  }

  #refuse(error: ProtocolError): void {
    for (const stream of [this.#stream, this.#coming]) stream?.refuse(error);
    this.#stream = undefined;
    this.#coming = undefined;
    this.services.host.close(this.key);
  }

  /** Takes in again what the journal has. @returns what was not answered when it was written last */
  #replay(useSnapshot: boolean): readonly CoreOutput[] {
    const { core, key } = this;
    const { journal } = this.services;
    const snapshot = useSnapshot ? journal.snapshot(key, CORE_VERSION) : undefined;
    if (snapshot !== undefined) core.restore(JSON.parse(Buffer.from(snapshot.payload).toString()) as CoreState);
    for (const entry of journal.entries(key, snapshot?.index ?? 0)) {
      core.take(inputOf(entry), entry.recordedAtMilliseconds);
    }
    for (const { entry } of core.milestones) if (entry.kind === "swapped") this.#policy = entry.policy;
    core.events.show();
    this.#committedReceived = core.exchange.lastReceived;
    const { name, decisions } = core.state;
    if (name === "deciding") return [{ kind: "decide", number: decisions }];
    return name === "waiting" ? [{ kind: "wake", decision: decisions, seconds: 1 }] : [];
  }
}

/** The halt that a driver latches when it connects; not one whose end it has heard of, though the server not from it. */
function haltToLatch({ state: { halt, name }, exchange }: CollectionCore): string {
  if (halt === null || name !== "resuming") return halt?.id ?? "";
  const ends = ({ message }: DriveResponse) => message?.$case === "resume" && message.resume.haltId === halt.id;
  return exchange.unacknowledged().some(ends) ? halt.id : "";
}

function unavailable(text: string): ProtocolError {
  return new ProtocolError(status.UNAVAILABLE, text, "JOURNAL_UNAVAILABLE");
}
