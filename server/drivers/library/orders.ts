import type { DriveResponse } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { able, isAble } from "./capable.js";
import type { DeadMan } from "./dead-man.js";
import { describeOnce } from "./describe.js";
import type { DriverContext, Receipt } from "./driver-context.js";
import type { HeardOf } from "./make-context.js";
import { observerMemory } from "./observer-memory.js";
import { resumedUnhalted, tellResumed } from "./resumed.js";
import { recover, takeOn } from "./take-on.js";

/**
 * What the server orders. A halt, a pause and the end of one, a cancel and an abort act on receipt; directives, the end
 * of a halt and questions wait, durably, for their turn.
 */
export class Orders {
  readonly #receipts = new Map<string, Receipt>();
  readonly #cancelled = new Set<string>();
  readonly #aborted = new Set<string>();
  #begun = false;
  #observes = false;

  constructor(
    readonly context: DriverContext,
    readonly deadMan: DeadMan,
    /** Has a task done when its turn comes. */
    readonly later: (task: () => Promise<void>) => void,
  ) {}

  get replyAgeSeconds(): number {
    return this.context.gate.replyAgeSeconds;
  }

  /** What was heard of a directive. */
  of(id: string): HeardOf {
    const { directives } = this.context.state;
    const isCancelled = this.#cancelled.has(id) || (directives.isCancelled && directives.underWay?.directive.id === id);
    return { receipt: this.#receipts.get(id), isCancelled, isAborted: this.#aborted.has(id) };
  }

  /** The server has said welcome: what was left is taken up again. */
  begin(): void {
    if (!this.#begun) this.later(() => recover(this.context));
    this.#begun = true;
    this.later(() => this.#tellHalted());
    this.later(() => this.#describe());
    this.later(() => this.#pump());
  }

  /** Latches a halt at once: from here on nothing is sent to the microscope. */
  halt(haltId: string, reason: string): void {
    const { state, log, busyness } = this.context;
    const { facts } = state;
    if (facts.get("haltId") === haltId) return;
    state.commit(() => {
      facts.set("haltId", haltId);
      facts.set("haltTold", false);
    });
    log.warn({ reason, haltId }, "halted by the server");
    busyness.wake();
    if (this.#begun) this.later(() => this.#tellHalted());
  }

  /** Takes a new message in and acts on it as soon as it may. */
  take(response: DriveResponse): void {
    const { state, time, busyness, log } = this.context;
    const { messages, directives, facts } = state;
    const { message } = response;
    const take = (later: boolean) => messages.take(response, later);
    switch (message?.$case) {
      case "directive":
        this.#receipts.set(message.directive.id, { atSeconds: time.nowSeconds(), busySeconds: busyness.totalSeconds });
        state.commit(() => take(true));
        break;
      case "reconcile":
        state.commit(() => take(true));
        break;
      case "resume":
        if (message.resume.haltId === "" && facts.get("paused") === true)
          this.#endPause(response.ack, () => take(false));
        else state.commit(() => take(true));
        break;
      case "pause":
        log.warn({ reason: message.pause.reason }, "paused by the server");
        state.commit(() => {
          take(false);
          facts.set("paused", true);
        });
        this.deadMan.begin("paused");
        break;
      case "cancel":
      case "abort": {
        const { directiveId } = message.$case === "cancel" ? message.cancel : message.abort;
        const isUnderWay = directives.underWay?.directive.id === directiveId;
        state.commit(() => {
          take(false);
          if (isUnderWay) directives.cancel();
        });
        if (messages.holdsDirective(directiveId)) this.#cancelled.add(directiveId);
        if (message.$case === "abort" && isUnderWay) this.#abort(directiveId);
        busyness.wake();
        break;
      }
      default:
        state.commit(() => take(false));
    }
    this.later(() => this.#pump());
  }

  #endPause(ack: number, take: () => void): void {
    if (!this.context.state.isHalted) tellResumed(this.context, ack);
    this.context.commit((say) => {
      take();
      this.context.state.facts.forget("paused");
      say({ $case: "resumed", resumed: { haltId: "" } });
    });
    this.deadMan.end("paused");
    this.later(() => this.#describe());
  }

  #abort(directiveId: string): void {
    const { gate, log } = this.context;
    if (!isAble(gate.instrument, "abort")) return;
    this.#aborted.add(directiveId);
    gate
      .ask((instrument) => able(instrument, "abort").abort())
      .catch((error: Error) => log.error({ details: error.message }, "the running command could not be broken off"));
  }

  async #describe(): Promise<void> {
    const { state, gate } = this.context;
    const { instrument } = gate;
    await describeOnce(this.context);
    if (state.facts.get("surveyed") !== true || this.#observes || instrument.observe === undefined) return;
    this.#observes = true;
    const fail = (error: unknown) => this.later(() => Promise.reject(error));
    instrument.observe(observerMemory(this.context, fail));
  }

  /** Says that a halt is obeyed, unless the directive that it cut short has said so. */
  async #tellHalted(): Promise<void> {
    const { facts } = this.context.state;
    const haltId = facts.get("haltId");
    if (haltId === undefined || facts.get("haltTold") === true) return;
    this.context.commit((say) => {
      say({ $case: "halted", halted: { directiveId: "", haltId } });
      facts.set("haltTold", true);
      facts.set("unverified", true);
    });
  }

  /** Deals with what was taken in, in order, as far as a pause lets it. */
  async #pump(): Promise<void> {
    const { state } = this.context;
    for (let next = state.messages.next(); next !== undefined; next = state.messages.next()) {
      const { message } = next;
      if (message?.$case === "directive") {
        if (state.facts.get("paused") === true && !state.isHalted) return;
        await takeOn(this.context, message.directive);
        this.#receipts.delete(message.directive.id);
      } else if (message?.$case === "reconcile") this.#reconciled(message.reconcile.directiveId);
      else if (message?.$case === "resume") await this.#resume(message.resume.haltId, next.ack);
      else state.commit(() => state.messages.done());
    }
  }

  #reconciled(directiveId: string): void {
    const { state, commit } = this.context;
    const clean = state.directives.wasClean(directiveId);
    const detail =
      clean === undefined
        ? "this driver has never taken it on"
        : clean
          ? "its end was reported"
          : "whether a shot of it was made can't be told";
    commit((say) => {
      state.messages.done();
      say({ $case: "reconciled", reconciled: { directiveId, clean: clean ?? true, detail } });
    });
  }

  async #resume(haltId: string, ack: number): Promise<void> {
    const { state, log, commit } = this.context;
    await this.#tellHalted();
    if (state.facts.get("haltId") !== haltId) {
      resumedUnhalted(this.context, haltId, ack);
      await this.#describe();
      return;
    }
    if (state.facts.get("paused") !== true) tellResumed(this.context, ack);
    commit((say) => {
      state.messages.done();
      state.facts.forget("haltId", "haltTold");
      say({ $case: "resumed", resumed: { haltId } });
    });
    log.warn({ haltId }, "resumed by the server");
    this.deadMan.restart();
    await this.#describe();
  }
}
