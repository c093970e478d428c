import {
  Capabilities,
  type Directive,
  DriveRequest,
  type DriveResponse,
  FailureCategory,
  Hello,
  RejectionReason,
  ShotState,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { describedSession } from "./model-description.js";
import { type Said, shotReport, shotsOf } from "./server-scripted-driver.js";

interface HeldShot {
  readonly id: string;
  readonly targetId: string;
  state: "intended" | "started" | "ended";
}

/** Loads of a grid within an hour that the model's limits allow. */
export const MOST_LOADS = 2;
/** A choice by which a directive comes too late. */
const TOO_OLD = 64;
const MOVE_SECONDS = 120;
const EXPOSURE_SECONDS = 60;
const FAILURES = [FailureCategory.TRANSIENT, FailureCategory.TARGET_UNUSABLE, FailureCategory.HARDWARE] as const;
const REJECTIONS = [RejectionReason.EXPIRED, RejectionReason.INVALID_TARGET, RejectionReason.LIMIT] as const;

/**
 * A driver as the protocol wants it, without a microscope: what it has said and heard outlives its connections, a halt is
 * latched on receipt, and it does one piece of work at each step.
 */
export class ModelDriver {
  epoch = 0;
  /** Of the last welcome; it outlives connections, and restarts. */
  lastEpoch = 0;
  isConnected = false;
  seconds = 0;
  lastSent = 0;
  lastReceived = 0;
  readonly outbox: DriveRequest[] = [];
  readonly inbox: DriveResponse[] = [];
  /** Everything that was exposed, by shot; the model's truth. */
  readonly made = new Map<string, string>();
  underWay: { readonly directive: Directive; readonly shots: readonly HeldShot[] } | undefined;
  haltId: string | undefined;
  isPaused = false;
  readonly loads: number[] = [];
  #haltTold = false;
  #cancelled = false;
  #described = false;
  #undirected = 0;
  readonly #ended = new Set<string>();
  readonly #tooOld = new Set<DriveResponse>();

  constructor(
    readonly sessionKey: string,
    readonly instrument: string,
    readonly send: (request: DriveRequest) => void,
  ) {}

  hello(): Hello {
    return Hello.fromPartial({
      sessionKey: this.sessionKey,
      driver: "model",
      version: "0",
      capabilities: Capabilities.fromPartial({ load: true, acquire: true, halt: true, survey: true }),
      instrument: this.instrument,
      haltId: this.haltId ?? "",
      directiveId: this.underWay?.directive.id ?? "",
    });
  }

  /** Says something, now and on every connection until it is acknowledged. */
  say(message: Said): void {
    const request = DriveRequest.fromPartial({ seq: ++this.lastSent, instrumentSeconds: this.seconds, message });
    this.outbox.push(request);
    this.#sendNow(request);
  }

  #sendNow(request: DriveRequest): void {
    if (this.isConnected && this.epoch > 0) this.send({ ...request, epoch: this.epoch, ack: this.lastReceived });
  }

  /** Says again what is not acknowledged, as a network that repeats messages does. */
  repeat(count: number): void {
    for (const request of this.outbox.slice(0, count)) this.#sendNow(request);
  }

  cut(): void {
    this.isConnected = false;
    this.epoch = 0;
  }

  /** Is started anew: what was not begun is too old by then. */
  restart(): void {
    this.cut();
    for (const response of this.inbox) this.#tooOld.add(response);
  }

  receive(response: DriveResponse): void {
    const { message, seq } = response;
    if (message?.$case === "halt" && (seq === 0 || seq > this.lastReceived)) this.#latch(message.halt.haltId);
    if (message?.$case === "welcome") {
      if (message.welcome.haltId !== "") this.#latch(message.welcome.haltId);
      this.epoch = message.welcome.epoch;
      this.lastEpoch = this.epoch;
      this.#acknowledge(message.welcome.lastSeq);
      for (const request of this.outbox) this.#sendNow(request);
      return;
    }
    this.#acknowledge(response.ack);
    if (seq === 0 || seq !== this.lastReceived + 1) return;
    this.lastReceived = seq;
    this.#take(response);
  }

  /** Does one piece of work. @returns whether there was any */
  step(choice: number): boolean {
    if (!this.#described && this.epoch > 0 && this.haltId === undefined) {
      this.#described = true;
      for (const message of describedSession()) this.say(message);
      return true;
    }
    if (this.underWay !== undefined) {
      this.#work(this.underWay, choice);
      return true;
    }
    if (this.haltId !== undefined && !this.#haltTold) {
      this.#tellHalted("");
      return true;
    }
    return this.#deal(choice);
  }

  /** The operator exposes a hole by hand. */
  expose(targetId: string): void {
    const shotId = `by-hand-${++this.#undirected}`;
    this.seconds += EXPOSURE_SECONDS;
    this.made.set(shotId, targetId);
    const exposure = { targetId, shotId, durationSeconds: EXPOSURE_SECONDS };
    this.say({ $case: "undirectedExposure", undirectedExposure: exposure });
  }

  #latch(haltId: string): void {
    if (this.haltId === haltId) return;
    this.haltId = haltId;
    this.#haltTold = false;
  }

  #acknowledge(ack: number): void {
    while (this.outbox.length > 0 && this.outbox[0]!.seq <= ack) this.outbox.shift();
  }

  #take(response: DriveResponse): void {
    const { message } = response;
    switch (message?.$case) {
      case "directive":
      case "reconcile":
        this.inbox.push(response);
        return;
      case "resume":
        if (message.resume.haltId !== "") this.inbox.push(response);
        else if (this.isPaused) {
          this.isPaused = false;
          this.say({ $case: "resumed", resumed: { haltId: "" } });
        }
        return;
      case "pause":
        this.isPaused = true;
        return;
      case "cancel":
        if (this.underWay?.directive.id === message.cancel.directiveId) this.#cancelled = true;
        return;
    }
  }

  #deal(choice: number): boolean {
    const [next] = this.inbox;
    const message = next?.message;
    if (next === undefined || (message?.$case === "directive" && this.isPaused && this.haltId === undefined))
      return false;
    this.inbox.shift();
    if (message?.$case === "directive") this.#begin(message.directive, this.#tooOld.has(next) ? TOO_OLD : choice);
    if (message?.$case === "reconcile") {
      const { directiveId } = message.reconcile;
      this.say({ $case: "reconciled", reconciled: { directiveId, clean: choice % 8 !== 7, detail: "" } });
    }
    if (message?.$case === "resume" && message.resume.haltId === this.haltId) {
      this.haltId = undefined;
      this.say({ $case: "resumed", resumed: { haltId: message.resume.haltId } });
    }
    return true;
  }

  #begin(directive: Directive, choice: number): void {
    const { id: directiveId } = directive;
    const why = this.haltId !== undefined ? RejectionReason.HALTED : REJECTIONS[(choice % 67) - 64];
    if (why !== undefined || this.#ended.has(directiveId)) {
      this.#ended.add(directiveId);
      const reason = why ?? RejectionReason.LIMIT;
      this.say({ $case: "directiveRejected", directiveRejected: { directiveId, reason, detail: "no" } });
      return;
    }
    this.#cancelled = false;
    this.underWay = { directive, shots: shotsOf(directive).map((shot) => ({ ...shot, state: "intended" })) };
    this.say({ $case: "directiveAcknowledged", directiveAcknowledged: { directiveId } });
  }

  #work({ directive, shots }: NonNullable<ModelDriver["underWay"]>, choice: number): void {
    const { id } = directive;
    const running = shots.find(({ state }) => state === "started");
    const next = shots.find(({ state }) => state === "intended");
    if (running !== undefined) {
      this.#endShot(id, running, choice);
    } else if (next !== undefined && (this.haltId !== undefined || this.#cancelled)) {
      next.state = "ended";
      this.say(shotReport(id, next.id, ShotState.DROPPED));
    } else if (this.haltId !== undefined) {
      this.#end();
      this.#tellHalted(id);
    } else if (choice % 61 >= 58) {
      this.#noteLoad(directive);
      this.#end();
      for (const shot of shots.filter(({ state }) => state === "intended"))
        this.say(shotReport(id, shot.id, ShotState.DROPPED));
      const failed = { directiveId: id, category: FAILURES[(choice % 61) - 58]!, detail: "no", durationSeconds: 0 };
      this.say({ $case: "directiveFailed", directiveFailed: failed });
    } else if (next !== undefined) {
      next.state = "started";
      this.say(shotReport(id, next.id, ShotState.STARTED));
    } else {
      if (shots.length === 0) this.seconds += MOVE_SECONDS;
      this.#noteLoad(directive);
      this.#end();
      if (directive.kind?.$case === "surveyGrid") {
        const parentId = directive.kind.surveyGrid.targetId;
        this.say({ $case: "surveyed", surveyed: { parentId, final: true } });
      }
      const durationSeconds = shots.length === 0 ? MOVE_SECONDS : 0;
      this.say({ $case: "directiveCompleted", directiveCompleted: { directiveId: id, durationSeconds, phases: [] } });
    }
  }

  #endShot(directiveId: string, shot: HeldShot, choice: number): void {
    shot.state = "ended";
    this.seconds += EXPOSURE_SECONDS;
    const state = choice % 19 === 18 ? ShotState.FAILED : choice % 19 === 17 ? ShotState.UNKNOWN : ShotState.DONE;
    if (state === ShotState.DONE) this.made.set(shot.id, shot.targetId);
    this.say(shotReport(directiveId, shot.id, state, EXPOSURE_SECONDS));
  }

  #noteLoad({ kind }: Directive): void {
    if (kind?.$case === "loadGrid") this.loads.push(this.seconds);
  }

  #end(): void {
    this.#ended.add(this.underWay!.directive.id);
    this.underWay = undefined;
  }

  #tellHalted(directiveId: string): void {
    this.#haltTold = true;
    this.say({ $case: "halted", halted: { directiveId, haltId: this.haltId! } });
  }
}
