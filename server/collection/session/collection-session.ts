import { isDeepStrictEqual } from "node:util";
import { status } from "@grpc/grpc-js";
import { UserError } from "../../../env/errors.js";
import {
  type DriveRequest,
  type DriveResponse,
  type Hello,
  Welcome,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { ReportRequest } from "../../../proto/gen/cryogym/v1alpha1/results_service.js";
import { ClockWatch } from "../../clock-watch.js";
import { JournalUnavailable } from "../../journal/index.js";
import { DecisionUnavailable } from "../../policy/thread-errors.js";
import type { GuardEvent } from "../../safety/guards/guard-event.js";
import { limitsMessage } from "../../safety/limits.js";
import { CollectionCore } from "../core/collection-core.js";
import type { CoreInput, CoreOutput, OperatorCommand } from "../core/core-input.js";
import { heartbeatEvent } from "../core/guard-events.js";
import { prepareInput } from "../core/prepare-input.js";
import { defaultSafety } from "../core/session-safety.js";
import type { Receipt } from "../model/shot-book.js";
import { ProtocolError, unavailable, unexpected } from "../protocol-error.js";
import { checkMessage } from "../validation/check-message.js";
import { driverMessages } from "../validation/message-schemas.js";
import { requireInstrument, requireThisServer } from "./check-hello.js";
import { type CollectedSessionSettings, planOf } from "./collected-session-settings.js";
import { DriverLine } from "./driver-line.js";
import type { DriverStream } from "./driver-stream.js";
import { haltToLatch } from "./halt-to-latch.js";
import { leaseOf } from "./instrument-lease.js";
import { payloadOf } from "./journal-codec.js";
import { logAlarm } from "./log-alarm.js";
import { CORE_VERSION, replayJournal } from "./replay-journal.js";
import { requireNewest } from "./require-newest.js";
import { SessionPolicy } from "./session-policy.js";
import type { SessionServices } from "./session-services.js";

/** A snapshot is made after so many entries of the journal. */
const SNAPSHOT_EVERY = 500;

/** A clock that is behind the journal by more was set back while the server was away. */
const MOST_DRIFT_SECONDS = 5;

/**
 * A session as it runs: what comes in goes through its {@link CollectionCore} and into the journal, and what follows from
 * it is done once it is safe there. It outlives streams; a driver that comes back with the same key goes on where it was.
 */
export class CollectionSession {
  readonly core: CollectionCore;
  readonly createdAtMilliseconds: number;
  readonly #line: DriverLine;
  #isLost = false;
  #wake: NodeJS.Timeout | undefined;
  readonly #policy: SessionPolicy;
  readonly #clock: ClockWatch | undefined;

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
    this.#line = new DriverLine(this.core);
    this.#policy = new SessionPolicy(key, settings, this.core, services.host);
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
    const { core } = session;
    const pending = replayJournal(core, key, services.journal, useSnapshot);
    session.#policy.restore();
    session.#line.committed(core.exchange.lastReceived);
    if (core.state.name === "finished") return session;
    const problem = await session.#policy.reopen();
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
    // What is no fault of its files is tried again at the next decision.
    if (problem === undefined || problem instanceof UserError) {
      session.guard({ kind: "policy", policy: session.policy, ...(problem && { problem: problem.message }) });
    }
    for (const output of pending) session.#release(output);
    return session;
  }

  /** The policy that decides. */
  get policy(): string {
    return this.#policy.name;
  }

  get isConnected(): boolean {
    return this.#line.isConnected;
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
    requireInstrument(hello, settings.instrument);
    requireThisServer(hello, services.serverId);
    const { heardEpoch, isAtWork } = this.#line;
    requireNewest({ sessionKey: this.key, lastEpoch, ack, heardEpoch, isAtWork });
    prepareInput(this.core, { kind: "connect", hello, ack });
    // A driver that comes back for the last acknowledgement moves nothing any more.
    const term = this.isOver ? hello.leaseTerm : leaseOf(services.journal, settings.instrument, this.key);
    const releases = this.#take({ kind: "connect", hello, ack }, raw);
    const { epoch } = this.core;
    const lastSeq = this.core.exchange.lastReceived;
    const again = this.core.exchange.unacknowledged().slice();
    const haltId = haltToLatch(this.core);
    const over = unexpected(
      `epoch ${epoch - 1} is over: the driver of this session connected again as epoch ${epoch}`,
      "OLD_EPOCH",
    );
    this.#line.come(stream, over);
    this.#line.repliedAt = this.#monotonic();
    releases(() => {
      if (!this.#line.open(stream)) return;
      const welcome = Welcome.fromPartial({
        epoch,
        lastSeq,
        serverId: services.serverId,
        leaseTerm: term,
        limits: limitsMessage(this.core.safety.settings.limits),
        haltId,
      });
      this.#line.committed(lastSeq);
      stream.send({ epoch, seq: 0, ack: lastSeq, message: { $case: "welcome", welcome } });
      for (const response of again) stream.send({ ...response, epoch, ack: lastSeq });
      if (this.core.events.closed) stream.end();
    }, "instead");
    return epoch;
  }

  /** The stream of an epoch is gone; a later one may come. */
  disconnect(epoch: number): void {
    if (epoch !== this.core.epoch) return;
    this.#line.leave();
    this.guard({ kind: "disconnected" });
  }

  /** Takes one message of a driver in. @throws ProtocolError saying what was expected */
  receive(request: DriveRequest, raw?: Uint8Array): void {
    const { core } = this;
    if (request.epoch !== core.epoch) {
      throw unexpected(`epoch ${request.epoch} is over; expected ${core.epoch}`, "OLD_EPOCH");
    }
    this.#line.heardEpoch = request.epoch;
    if (request.message?.$case === "heartbeat") {
      checkMessage(driverMessages.heartbeat, request.message.heartbeat, "heartbeat");
      core.exchange.acknowledged(Math.min(request.ack, core.exchange.lastSent));
      this.#line.repliedAt = this.#monotonic() - 1000 * request.message.heartbeat.scopeReplyAgeSeconds;
      this.guard(heartbeatEvent(request.message.heartbeat, request.observedAtUnixMilliseconds));
      return;
    }
    const isNew = request.seq > core.exchange.lastReceived;
    if (!isNew && request.message !== undefined && request.message.$case !== "hello") {
      core.take({ kind: "driver", request }, this.services.now());
      this.#line.acknowledge();
      return;
    }
    const releases = this.#take({ kind: "driver", request }, raw, request.observedAtUnixMilliseconds || undefined);
    releases((outputs) => {
      if (!outputs.some(({ kind }) => kind === "send")) this.#line.acknowledge();
      this.#line.endIfOver();
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
    if (command.command === "setPolicy") await this.#policy.swap(command.policy);
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
    const { repliedAt } = this.#line;
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
        if (input.kind === "driver") this.#line.committed(input.request.seq);
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
        this.#line.send(output.response);
        return;
      case "decide":
        this.#policy.feed();
        void this.#decide(output.number);
        return;
      case "wake":
        clearTimeout(this.#wake);
        this.#wake = setTimeout(
          () => this.#takeAnswer({ kind: "woken", decision: output.decision }),
          1000 * output.seconds,
        ).unref();
        return;
      case "alarm": {
        logAlarm(log, this.key, output.alarm);
        alarmed?.(this.key, output.alarm);
        return;
      }
      case "end":
        host.close(this.key);
        this.#line.acknowledge();
        this.#line.endIfOver();
        return;
    }
  }

  /** A message that says nothing but what is safe in the journal. */
  get acknowledgement(): DriveResponse {
    return this.#line.acknowledgement;
  }

  /** Takes in what comes once only; where it can't be kept the session is read again, and asks again. */
  #takeAnswer(input: CoreInput): void {
    if (this.#isLost) return;
    if (this.services.journal.isAvailable) this.#take(input, undefined)();
    else this.#lose(new Error("the journal can't be written"));
  }

  async #decide(number: number): Promise<void> {
    let input: CoreInput;
    try {
      input = { kind: "decision", number, record: await this.#policy.decide() };
    } catch (error) {
      if (this.#isLost) return;
      if (!(error instanceof DecisionUnavailable))
        this.services.log.error({ err: error, session: this.key }, "no decision");
      input = { kind: "noDecision", number, text: `nothing could be decided: ${(error as Error).message}` };
    }
    this.#takeAnswer(input);
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
    this.#line.refuse(error);
    this.services.host.close(this.key);
  }
}
