import { keptOutcome, type Outcome } from "../../../env/session/outcome.js";
import type { PlainOutcome, SessionChange } from "../../../env/session/session-change.js";
import { SessionRecorder } from "../../../env/session/session-recorder.js";
import type { SessionPlan } from "../../../env/session/session-plan.js";
import type { DriveResponse } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { EventLog, type LoggedEvent } from "../event-log.js";
import type { HistoryEntry } from "../../policy/session-history.js";
import { Exchange, type ExchangeState } from "../exchange.js";
import type { CollectionEffect, CollectionEvent } from "../machine/collection-event.js";
import { type CollectionState, initialState, type Mode } from "../machine/collection-state.js";
import { transition } from "../machine/transition.js";
import { directiveKind, isFeasible, plannedSeconds } from "../model/plan-directives.js";
import type { PlannedDirective } from "../model/planned-directive.js";
import type { Receipt } from "../model/shot-book.js";
import { SessionModel, type SessionModelState } from "../model/session-model.js";
import type { CoreInput, CoreOutput } from "./core-input.js";
import { prepareInput } from "./prepare-input.js";
import type { GridGoals } from "./grid-goals.js";
import { noLimits, type SafetyRing } from "./safety-ring.js";

/** A directive may be started this long after it was received, seconds. */
const DIRECTIVE_VALID_FOR_SECONDS = 600;

export interface CoreOptions {
  /** Names the session; directives' ids begin with it. */
  readonly key: string;
  readonly plan: SessionPlan;
  readonly mode: Mode;
  /** Default: nothing is forbidden. */
  readonly safety?: SafetyRing;
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
  readonly safety: unknown;
  readonly gridGoals: GridGoals;
  readonly milestones: readonly Milestone[];
  readonly faults: Readonly<Record<string, string>>;
  readonly reason: { readonly sentence: string; readonly numbers: Readonly<Record<string, number>> };
}

/**
 * What a session does, whatever carries its messages, keeps its journal, or decides for it. It goes by its inputs alone:
 * the same inputs in the same order make the same session, and give the same outputs.
 */
export class CollectionCore {
  readonly model: SessionModel;
  readonly events = new EventLog();
  readonly exchange = new Exchange<DriveResponse>();
  readonly #safety: SafetyRing;
  #state: CollectionState;
  #outputs: CoreOutput[] = [];
  #nowMilliseconds = 0;
  /** State and mode that operators were told last. */
  #shown: string;
  epoch = 0;
  /** What became of the outcomes that were reported last. */
  receipts: readonly Receipt[] = [];
  gridGoals: GridGoals = {};
  /** Decisions and changes of policy, in order. */
  readonly milestones: Milestone[] = [];
  /** Texts of faults that hold, by their ids. */
  faults: Readonly<Record<string, string>> = {};
  /** Why the next directives are given. */
  reason: CoreState["reason"] = { sentence: "", numbers: {} };

  constructor(readonly options: CoreOptions) {
    this.#safety = options.safety ?? noLimits;
    this.#state = initialState(options.mode);
    this.#shown = `${shownState("surveying")} ${options.mode}`;
    this.model = new SessionModel(
      options.plan,
      (change) => this.#safety.changed(change, this.model.session),
      options.resultsSource,
    );
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
      safety: this.#safety.state,
      gridGoals,
      milestones: [...this.milestones],
      faults,
      reason,
    };
  }

  /** Takes over what another has saved, into one that knows nothing yet. */
  restore(saved: CoreState): void {
    this.model.restore(saved.model);
    // What the changes have just been recorded as again is in the saved events, among what changes don't tell.
    this.events.replace(saved.events);
    if (saved.closed) this.events.close();
    this.exchange.restore(saved.exchange);
    this.#safety.restore(saved.safety);
    this.#state = saved.state;
    this.#shown = `${shownState(saved.state.name)} ${saved.state.mode}`;
    this.epoch = saved.epoch;
    this.gridGoals = saved.gridGoals;
    this.milestones.push(...saved.milestones);
    this.faults = saved.faults;
    this.reason = saved.reason;
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
      at = changes;
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

  inventory(inventory: Parameters<SafetyRing["inventory"]>[0]): void {
    this.#safety.inventory(inventory);
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
        const { severity, code, text } = effect;
        this.alert({ severity, code, text });
        return;
      }
      case "end":
        this.model.tell({ kind: "ended" });
        this.events.close();
        this.output({ kind: "end" });
        return;
    }
  }

  /** Tells operators of something. */
  alert(alert: Extract<CoreOutput, { readonly kind: "alert" }>["alert"]): void {
    this.events.append({ kind: "alert", atSeconds: this.#atSeconds, ...alert });
    this.output({ kind: "alert", alert });
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

  #prepare({ planned }: Extract<CollectionEffect, { readonly kind: "prepare" }>): void {
    const { session } = this.model;
    if (!isFeasible(session, planned)) {
      this.dispatch({ kind: "unprepared" });
      return;
    }
    const violations = this.#safety.check(planned, session, this.#nowMilliseconds);
    if (violations.length > 0) this.dispatch({ kind: "violated", text: violations.join("; ") });
    else this.dispatch({ kind: "prepared" });
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
    const { name: state, mode, halt, holds } = this.#state;
    const shown = `${shownState(state)} ${mode}`;
    if (shown === this.#shown || this.events.closed) return;
    this.#shown = shown;
    const reason = halt?.reason ?? holds.map(({ text }) => text).join("; ");
    this.events.append({ kind: "stateChanged", atSeconds: this.#atSeconds, state, mode, reason });
  }
}

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
