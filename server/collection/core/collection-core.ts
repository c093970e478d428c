import { keptOutcome, type Outcome } from "../../../env/session/outcome.js";
import type { PlainOutcome, SessionChange } from "../../../env/session/session-change.js";
import type { SessionPlan } from "../../../env/session/session-plan.js";
import { SessionRecorder } from "../../../env/session/session-recorder.js";
import type { DriveResponse } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { HistoryEntry } from "../../policy/session-history.js";
import type { Alarm } from "../../safety/alarm.js";
import type { GuardEvent } from "../../safety/guards/guard-event.js";
import { EventLog, type LoggedEvent } from "../event-log.js";
import { Exchange, type ExchangeState } from "../exchange.js";
import type { CollectionEffect, CollectionEvent } from "../machine/collection-event.js";
import { type CollectionState, initialState, type Mode, needsOperator } from "../machine/collection-state.js";
import { transition } from "../machine/transition.js";
import { directiveKind, isFeasible, plannedSeconds } from "../model/plan-directives.js";
import type { PlannedDirective } from "../model/planned-directive.js";
import { SessionModel, type SessionModelState } from "../model/session-model.js";
import type { Receipt } from "../model/shot-book.js";
import type { CoreInput, CoreOutput } from "./core-input.js";
import type { GridGoals } from "./grid-goals.js";
import { prepareInput } from "./prepare-input.js";
import { defaultSafety, SessionSafety, type SessionSafetyState } from "./session-safety.js";

/** A directive may be started this long after it was received, seconds. */
const DIRECTIVE_VALID_FOR_SECONDS = 600;

export interface CoreOptions {
  /** Names the session; directives' ids begin with it. */
  readonly key: string;
  readonly plan: SessionPlan;
  readonly mode: Mode;
  /** The pipeline whose results count. Default: the first that reports. */
  readonly resultsSource?: string;
}

/** What has happened to a session's policy, after so many changes. */
export interface Milestone {
  readonly changes: number;
  readonly entry: Exclude<HistoryEntry, SessionChange>;
}

/** A core as plain JSON. */
export interface CoreState {
  readonly state: CollectionState;
  readonly model: SessionModelState;
  readonly exchange: ExchangeState<DriveResponse>;
  readonly epoch: number;
  readonly events: readonly LoggedEvent[];
  readonly closed: boolean;
  readonly safety: SessionSafetyState;
  /** What the driver that connected last can do. */
  readonly canSurvey: boolean;
  /** Absent in older snapshots: it can. */
  readonly canAcquire?: boolean;
  readonly gridGoals: GridGoals;
  readonly milestones: readonly Milestone[];
  readonly faults: Readonly<Record<string, string>>;
  readonly reason: { readonly sentence: string; readonly numbers: Readonly<Record<string, number>> };
  /** The grid of which a fresh atlas was asked for since exposures were allowed last; empty if none. */
  readonly confirmationAsked: string;
}

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
  #confirmationAsked = "";
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
      confirmationAsked: this.#confirmationAsked,
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
    this.#confirmationAsked = saved.confirmationAsked;
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
        this.#prepare(effect);
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
        this.#direct(effect.directiveId, effect.planned);
        return;
      case "finish":
        this.#sendDirective(effect.directiveId, { $case: "finish", finish: {} }, 0);
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

  #prepare({ planned, directiveId }: Extract<CollectionEffect, { readonly kind: "prepare" }>): void {
    const { session } = this.model;
    if (!isFeasible(session, planned)) {
      this.dispatch({ kind: "unprepared" });
      return;
    }
    const { blocksExposure } = this.safety;
    if (blocksExposure === undefined) this.#confirmationAsked = "";
    else if (planned.kind === "acquire") {
      const grid = this.#gridToConfirm();
      // The stage is elsewhere then: what is next is decided anew.
      if (grid !== undefined) this.dispatch({ kind: "wished", plan: [{ kind: "surveyGrid", target: grid }] });
      else this.dispatch({ kind: "violated", text: blocksExposure });
      return;
    }
    const expectedSeconds = plannedSeconds(session, planned);
    const kind = directiveKind(planned, this.directiveId(directiveId));
    const violations = this.safety.check({ kind, expectedSeconds }, session.clockSeconds, this.#nowMilliseconds);
    if (violations.length > 0) this.dispatch({ kind: "violated", text: violations.join("; ") });
    else this.dispatch({ kind: "prepared" });
  }

  /** The grid that the driver can take a fresh atlas of, to be compared with the stored one; once for each doubt. */
  #gridToConfirm(): string | undefined {
    if (!this.canSurvey) return undefined;
    const { tree, place } = this.model.session;
    let row = place;
    while (row > 0 && tree.level[row]! > 1) row = tree.parent[row]!;
    const grid = tree.ids[row]!;
    if (row === 0 || this.#confirmationAsked === grid) return undefined;
    this.#confirmationAsked = grid;
    return grid;
  }

  #direct(number: string, planned: PlannedDirective): void {
    const id = this.directiveId(number);
    const kind = directiveKind(planned, id);
    if (kind.$case === "acquire") {
      for (const shot of kind.acquire.shots) this.model.shots.intend(shot.id, id, shot.targetId);
    }
    this.#sendDirective(number, kind, plannedSeconds(this.model.session, planned));
  }

  #sendDirective(number: string, kind: ReturnType<typeof directiveKind>, expectedSeconds: number): void {
    const { sentence, numbers } = this.reason;
    this.send({
      $case: "directive",
      directive: {
        id: this.directiveId(number),
        validForSeconds: DIRECTIVE_VALID_FOR_SECONDS,
        expectedSeconds,
        reason: { sentence, numbers: { ...numbers } },
        kind,
      },
    });
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

/** Where a session stands in an operator's eyes: what ends by itself does not hold it, what an operator has to end does. */
export function stateForOperators({ name, holds }: CollectionState): CollectionState["name"] {
  const isHeld = holds.some(needsOperator);
  if (name === "held") return isHeld ? "held" : "free";
  return isHeld && idle.includes(name) ? "held" : name;
}

/** Where a session with a hold is, but nothing is in flight. */
const idle: readonly CollectionState["name"][] = ["watching", "deciding", "proposed"];

/** States between which operators see no difference have one name. */
function shownState(name: CollectionState["name"]): string {
  switch (name) {
    case "free":
    case "preparing":
    case "deciding":
    case "directed":
    case "waiting":
      return "collecting";
    case "halting":
    case "halted":
    case "resuming":
      return "halted";
    default:
      return name;
  }
}

function shotIds(planned: PlannedDirective, directiveId: string): string[] {
  const kind = directiveKind(planned, directiveId);
  return kind.$case === "acquire" ? kind.acquire.shots.map(({ id }) => id) : [];
}

function plain(outcome: Outcome): PlainOutcome {
  const { ctfResolutionAngstrom: ctf, ...rest } = keptOutcome(outcome);
  return { ...rest, ctfResolutionAngstrom: Number.isNaN(ctf) ? null : ctf };
}
