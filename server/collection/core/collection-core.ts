import { keptOutcome, type Outcome } from "../../../env/session/outcome.js";
import type { PlainOutcome, SessionChange } from "../../../env/session/session-change.js";
import { SessionRecorder } from "../../../env/session/session-recorder.js";
import type { DriveResponse } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { HistoryEntry } from "../../policy/session-history.js";
import type { Alarm } from "../../safety/alarm.js";
import type { GuardEvent } from "../../safety/guards/guard-event.js";
import { EventLog } from "../event-log.js";
import { Exchange } from "../exchange.js";
import type { CollectionEffect, CollectionEvent } from "../machine/collection-event.js";
import { type CollectionState, initialState } from "../machine/collection-state.js";
import { transition } from "../machine/transition.js";
import { SessionModel } from "../model/session-model.js";
import type { Receipt } from "../model/shot-book.js";
import type { CoreInput, CoreOutput } from "./core-input.js";
import type { CoreOptions, CoreState, Milestone } from "./core-state.js";
import { Directing, shotIds } from "./directing.js";
import type { GridGoals } from "./grid-goals.js";
import { prepareInput } from "./prepare-input.js";
import { defaultSafety, SessionSafety } from "./session-safety.js";
import { shownState, stateForOperators } from "./shown-state.js";

/**
 * What a session does, whatever carries its messages, keeps its journal, or decides for it. It goes by its inputs alone:
 * the same inputs in the same order make the same session, and give the same outputs.
 */
export class CollectionCore {
  readonly model: SessionModel;
  readonly events = new EventLog();
  readonly exchange = new Exchange<DriveResponse>();
  readonly safety: SessionSafety;
  #state: CollectionState;
  #outputs: CoreOutput[] = [];
  #nowMilliseconds = 0;
  readonly #directing = new Directing(this);
  /** State and mode that operators were told last. */
  #shown: string;
  epoch = 0;
  /** What became of the outcomes that were reported last. */
  receipts: readonly Receipt[] = [];
  gridGoals: GridGoals = {};
  /** Decisions and changes of policy, in order. */
  readonly milestones: Milestone[] = [];
  /** Whether the driver that connected last can survey on a directive. */
  canSurvey = false;
  /** Whether it can expose; one that can't looks on. */
  canAcquire = true;
  /** Texts of faults that hold, by their ids. */
  faults: Readonly<Record<string, string>> = {};
  /** Why the next directives are given. */
  reason: CoreState["reason"] = { sentence: "", numbers: {} };

  constructor(readonly options: CoreOptions) {
    this.safety = new SessionSafety(defaultSafety);
    this.#state = initialState(options.mode);
    this.#shown = `${shownState("surveying")} ${options.mode}`;
    this.model = new SessionModel(options.plan, (change) => this.#changed(change), options.resultsSource);
    const { session } = this.model;
    session.listen(new SessionRecorder((event) => this.events.append(event)));
    session.listen({
      corrected: ({ clockSeconds: atSeconds, tree, good }, hole, outcome) =>
        this.events.append({
          kind: "corrected",
          atSeconds,
          target: tree.ids[hole]!,
          good: good[hole] === 1,
          outcome: plain(outcome),
        }),
      retracted: ({ clockSeconds: atSeconds, tree }, hole) =>
        this.events.append({ kind: "retracted", atSeconds, target: tree.ids[hole]! }),
    });
  }

  get state(): CollectionState {
    return this.#state;
  }

  /** Everything that it goes on from. */
  save(): CoreState {
    const { model, exchange, epoch, events, gridGoals, faults, reason } = this;
    return {
      state: this.#state,
      model: model.state,
      exchange: exchange.state,
      epoch,
      events: [...events.all()],
      closed: events.closed,
      safety: this.safety.state,
      canSurvey: this.canSurvey,
      canAcquire: this.canAcquire,
      gridGoals,
      milestones: [...this.milestones],
      faults,
      reason,
      confirmationAsked: this.#directing.confirmationAsked,
    };
  }

  /** Takes over what another has saved, into one that knows nothing yet. */
  restore(saved: CoreState): void {
    this.model.restore(saved.model);
    // What the changes have just been recorded as again is in the saved events, among what changes don't tell.
    this.events.replace(saved.events);
    if (saved.closed) this.events.close();
    this.exchange.restore(saved.exchange);
    this.safety.restore(saved.safety);
    this.canSurvey = saved.canSurvey;
    this.canAcquire = saved.canAcquire ?? true;
    this.#state = saved.state;
    this.#shown = `${shownState(stateForOperators(saved.state))} ${saved.state.mode}`;
    this.epoch = saved.epoch;
    this.gridGoals = saved.gridGoals;
    this.milestones.push(...saved.milestones);
    this.faults = saved.faults;
    this.reason = saved.reason;
    this.#directing.confirmationAsked = saved.confirmationAsked;
  }

  /**
   * Takes an input in. Nothing has changed if it throws.
   *
   * @param nowMilliseconds when it was recorded, UTC
   * @returns what is to be done, once the input is safe in the journal
   * @throws ProtocolError saying what was expected
   */
  take(input: CoreInput, nowMilliseconds: number): readonly CoreOutput[] {
    const act = prepareInput(this, input);
    this.#outputs = [];
    this.#nowMilliseconds = nowMilliseconds;
    act();
    return this.#outputs;
  }

  /** Lets the machine do what an event comes to, and what follows from that. */
  dispatch(event: CollectionEvent): void {
    const { state, effects } = transition(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    this.#logState();
  }

  /** What the policy that decides has to be told to be where it is. */
  history(): HistoryEntry[] {
    const entries: HistoryEntry[] = [];
    let at = 0;
    for (const { changes, entry } of this.milestones) {
      entries.push(...this.model.changes.slice(at, changes), entry);
      // A decision may have been asked for before what was noted before it.
      at = Math.max(at, changes);
    }
    return [...entries, ...this.model.changes.slice(at)];
  }

  /** Tells the driver something, once what led to it is safe. */
  send(message: NonNullable<DriveResponse["message"]>): void {
    const response = this.exchange.number((seq) => ({ epoch: this.epoch, seq, ack: 0, message }));
    this.#outputs.push({ kind: "send", response });
  }

  output(output: CoreOutput): void {
    this.#outputs.push(output);
  }

  /** Lets the guards know of something; what they find is told, and may hold the session. */
  guard(event: GuardEvent): void {
    for (const alarm of this.safety.guard(event, this.#nowMilliseconds)) this.alarm(alarm);
  }

  /** Tells operators of something; an alarm that pauses holds the session until one of them resumes it. */
  alarm(alarm: Alarm): void {
    const { id, severity, code, text, cleared } = alarm;
    this.events.append({ kind: "alert", atSeconds: this.#atSeconds, severity, code, text, alarmId: id, cleared });
    this.output({ kind: "alarm", alarm });
    // The machine holds the session itself for what it has found.
    if (!alarm.pauses || cleared || heldByMachine.includes(code)) return;
    this.dispatch({ kind: "held", hold: { kind: "guard", id: code, text }, stopsDriver: true });
  }

  #carryOut(effect: CollectionEffect): void {
    switch (effect.kind) {
      case "decide":
        this.output({ kind: "decide", number: effect.number });
        return;
      case "prepare":
        this.#directing.prepare(effect, this.#nowMilliseconds);
        return;
      case "planWish": {
        const { session } = this.model;
        const row = session.tree.row(effect.target);
        const isHole = row !== undefined && session.tree.isLeaf(row);
        const goal = isHole
          ? ({ kind: "acquire", holes: [effect.target] } as const)
          : ({ kind: "survey", target: effect.target } as const);
        this.reason = { sentence: "The operator wants this next.", numbers: {} };
        this.dispatch({ kind: "wished", plan: this.model.plan(goal).plan });
        return;
      }
      case "direct":
        this.#directing.direct(effect.directiveId, effect.planned);
        return;
      case "finish":
        this.#directing.finish(effect.directiveId);
        return;
      case "sendHalt":
        this.send({ $case: "halt", halt: { reason: effect.reason, haltId: effect.haltId } });
        return;
      case "sendResume":
        this.send({ $case: "resume", resume: { haltId: effect.haltId } });
        return;
      case "sendPause":
        this.send({ $case: "pause", pause: { reason: effect.reason } });
        return;
      case "sendCancel":
        this.send({ $case: "cancel", cancel: { directiveId: this.directiveId(effect.directiveId) } });
        return;
      case "askReconcile":
        this.send({ $case: "reconcile", reconcile: { directiveId: this.directiveId(effect.directiveId) } });
        return;
      case "dropShots":
        this.model.dropShots(shotIds(effect.planned, this.directiveId(effect.directiveId)));
        return;
      case "withdraw":
        this.model.withdraw(effect.planned);
        return;
      case "wake":
        this.output({ kind: "wake", decision: effect.decision, seconds: effect.seconds });
        return;
      case "propose":
        this.events.append({ kind: "proposed", atSeconds: this.#atSeconds, proposal: this.#state.proposal! });
        return;
      case "alert": {
        this.#alert(effect);
        return;
      }
      case "end":
        this.model.tell({ kind: "ended" });
        this.events.close();
        this.output({ kind: "end" });
        return;
    }
  }

  #alert({ severity, code, text }: Extract<CollectionEffect, { readonly kind: "alert" }>): void {
    switch (code) {
      case "halted":
        this.guard({ kind: "halted", reason: this.#state.halt?.reason ?? text });
        return;
      case "limit":
      case "driver_limit":
        this.guard({ kind: "limitBroken", rule: code, text });
        return;
      case "not_reconciled":
        this.guard({ kind: "reconciled", directive: "", clean: false, detail: text });
        return;
      default: {
        const at = this.#nowMilliseconds / 1000;
        this.alarm({ id: `${code}-${this.events.length}`, code, severity, text, pauses: false, at, cleared: false });
      }
    }
  }

  #changed(change: SessionChange): void {
    switch (change.kind) {
      case "found":
        this.safety.found(change.targets);
        return;
      case "changed":
        this.safety.found([change.target]);
        return;
      case "moved":
        this.safety.saw({ kind: "moved", target: change.target });
        return;
      case "exposed":
        this.safety.saw({ kind: "exposed", target: change.target });
        return;
      case "spent":
        if (change.here === true && this.#state.surveyed) this.safety.saw({ kind: "exposed", target: change.target });
        return;
      case "resulted":
        this.guard({ kind: "resulted" });
        return;
      default:
        return;
    }
  }

  /** The full id of a directive of this session. */
  directiveId(number: string): string {
    return `${this.options.key}-${number}`;
  }

  /** The id of the directive in flight; undefined if none is. */
  get directiveInFlight(): string | undefined {
    const { directive } = this.#state;
    return directive === null ? undefined : this.directiveId(directive.id);
  }

  get #atSeconds(): number {
    return this.model.session.clockSeconds;
  }

  #logState(): void {
    const { mode, halt, holds } = this.#state;
    const state = stateForOperators(this.#state);
    const shown = `${shownState(state)} ${mode}`;
    if (shown === this.#shown || this.events.closed) return;
    this.#shown = shown;
    const reason = halt?.reason ?? holds.map(({ text }) => text).join("; ");
    this.events.append({ kind: "stateChanged", atSeconds: this.#atSeconds, state, mode, reason });
  }
}

/** Alarms of what the machine holds the session for by itself. */
const heldByMachine = ["limit_broken", "reconcile_unclear"];

function plain(outcome: Outcome): PlainOutcome {
  const { ctfResolutionAngstrom: ctf, ...rest } = keptOutcome(outcome);
  return { ...rest, ctfResolutionAngstrom: Number.isNaN(ctf) ? null : ctf };
}
