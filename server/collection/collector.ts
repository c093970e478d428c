import type { Policy, Reason } from "../../agent/policy.js";
import { fittingGoal } from "../../env/goal/expand-goal.js";
import type { RandomStream } from "../../env/random/random-stream.js";
import type { Outcome } from "../../env/session/outcome.js";
import { Session } from "../../env/session/session.js";
import type { SessionPlan } from "../../env/session/session-plan.js";
import { SessionRecorder } from "../../env/session/session-recorder.js";
import { TargetTree } from "../../env/tree/target-tree.js";
import {
  type Directive,
  type DirectiveFailed,
  type DriveResponse,
  FailureCategory,
  type ShotReport,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { ReceiptStatus } from "../../proto/gen/cryogym/v1alpha1/results_service.js";
import { SessionState } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import type { Target } from "../../proto/gen/cryogym/v1alpha1/target.js";
import type { Clock } from "../instrument-clock.js";
import { EventJournal } from "./event-journal.js";
import { directiveKind, type PlannedDirective, planDirectives, plannedSeconds } from "./plan-directives.js";
import { invalid, unexpected } from "./protocol-error.js";
import { ShotBook, shotProgress } from "./shot-book.js";
import { takeSurvey } from "./survey-intake.js";

/** A directive may be started this long after it was received. */
const DIRECTIVE_VALID_FOR_SECONDS = 600;
/** After this many failed directives in a row the session is halted: an operator is needed. */
const MAX_FAILURES_IN_A_ROW = 5;
/** So many exposures without a single result are worth a warning. */
const EXPOSURES_WITHOUT_RESULT = 20;
/** Idle time shorter than this is rounding, seconds. */
const LEAST_IDLE_SECONDS = 1e-3;

export interface CollectorOptions {
  /** Names the session; directives' ids begin with it. */
  readonly key: string;
  readonly policyName: string;
  readonly policy: Policy;
  /** The policy's own randomness. */
  readonly random: RandomStream;
  readonly plan: SessionPlan;
  /** The instrument's clock. */
  readonly clock: Clock;
  /** Tells the operator of something that should not be. */
  readonly warn?: (text: string) => void;
  /** Sends a message to the driver. */
  readonly send: (message: NonNullable<DriveResponse["message"]>) => void;
}

interface InFlight {
  readonly directive: Directive;
  /** Absent for `finish`. */
  readonly planned?: PlannedDirective;
}

/**
 * What a session does, whatever carries its messages: feeds a {@link Session} from the driver's news, lets the
 * policy decide, and has one directive in flight at a time.
 */
export class Collector {
  readonly options: CollectorOptions;
  readonly journal = new EventJournal();
  readonly session: Session;
  readonly #shots = new ShotBook();
  #state = SessionState.SURVEYING;
  #spent: string[] = [];
  #startId = "";
  #queue: PlannedDirective[] = [];
  #reason: Reason = { numbers: {}, sentence: "" };
  #inFlight: InFlight | undefined;
  #directiveCount = 0;
  #failuresInARow = 0;
  #lastFailure = "";
  #haltReason = "";

  constructor(options: CollectorOptions) {
    this.options = options;
    this.session = new Session(TargetTree.from([]), options.plan);
    this.session.listen(new SessionRecorder((event) => this.journal.append(event)));
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Why the session is halted; empty if it is not. */
  get haltReason(): string {
    return this.#haltReason;
  }

  get isOver(): boolean {
    return this.journal.closed;
  }

  /** Targets were found; they count when the survey is complete. */
  survey(targets: readonly Target[]): void {
    if (this.#state === SessionState.HALTED) return;
    this.#requireState(SessionState.SURVEYING, "a survey");
    const taken = takeSurvey(targets);
    this.session.found(taken.targets);
    this.#spent.push(...taken.spent);
  }

  /** The driver says where the stage stands. */
  position(targetId: string): void {
    if (this.#state === SessionState.HALTED) return;
    if (this.#state === SessionState.SURVEYING) {
      this.#startId = targetId;
      return;
    }
    const row = this.#row(targetId, "position.target_id");
    if (row !== this.session.place && !this.session.tree.isLeaf(row)) this.session.moved(row, 0);
  }

  /** Everything is known that the policy will know before its first decision. */
  surveyComplete(parentId: string): void {
    if (this.#state === SessionState.HALTED) return;
    this.#requireState(SessionState.SURVEYING, "surveyed");
    try {
      this.session.surveyed(parentId);
    } catch (error) {
      if (error instanceof RangeError) throw invalid(`the survey does not make a tree: ${error.message}`);
      throw error;
    }
    for (const id of this.#spent) {
      const row = this.#row(id, "survey.targets.id");
      if (this.session.isAvailable(row)) this.session.spent(row, id === this.#startId);
    }
    const start = this.#row(this.#startId, "position.target_id");
    if (start !== this.session.place) {
      if (this.session.tree.isLeaf(start))
        throw invalid("position.target_id is a hole that is not spent; expected a spent hole or a node above");
      this.session.moved(start, 0);
    }
    this.#state = SessionState.COLLECTING;
    this.options.policy.reset(this.session, this.options.random);
    this.#next();
  }

  acknowledged(directiveId: string): void {
    this.#requireInFlight(directiveId);
  }

  rejected(directiveId: string, detail: string): void {
    this.#requireInFlight(directiveId);
    this.#lastFailure = detail;
    this.#dropShots();
    this.#failed(this.session.place, 0, false);
  }

  /** A shot reached a state. */
  shot({ directiveId, shotId, state, durationSeconds }: ShotReport): void {
    this.#requireInFlight(directiveId);
    const progress = shotProgress(state);
    if (progress === undefined)
      throw invalid(`shot.state is ${state}; expected STARTED, DONE, FAILED, UNKNOWN or DROPPED`);
    requireDuration(durationSeconds, "shot.duration_seconds");
    try {
      this.#shots.advance(shotId, progress);
    } catch (error) {
      if (error instanceof RangeError) throw unexpected(error.message);
      throw error;
    }
    const hole = this.#row(this.#shots.get(shotId)!.targetId, "shot");
    if (progress === "done") {
      this.#passIdleTime(durationSeconds);
      this.session.exposed(hole, durationSeconds);
      this.#settle(shotId);
      this.#warnWithoutResults();
    } else if (progress === "failed" || progress === "unknown") {
      this.session.failed(hole, durationSeconds);
      this.session.spent(hole, true);
    }
  }

  /** The directive in flight was carried out. */
  completed(directiveId: string, durationSeconds: number): void {
    const { planned } = this.#requireInFlight(directiveId);
    requireDuration(durationSeconds, "directive_completed.duration_seconds");
    if (planned?.kind === "acquire") this.#requireShotsEnded(directiveId);
    this.#failuresInARow = 0;
    this.#inFlight = undefined;
    if (planned === undefined) {
      // A halt that came meanwhile holds: the session ends when the driver obeys it.
      if (this.#state !== SessionState.HALTED) this.#end(SessionState.FINISHED);
      return;
    }
    if (planned.kind !== "acquire") {
      this.#passIdleTime(durationSeconds);
      this.session.moved(planned.target, durationSeconds);
    }
    this.#next();
  }

  /** The directive in flight came to nothing, or to less than was asked. */
  failed({ directiveId, category, detail, durationSeconds }: DirectiveFailed): void {
    const { planned } = this.#requireInFlight(directiveId);
    this.#lastFailure = detail;
    requireDuration(durationSeconds, "directive_failed.duration_seconds");
    this.#dropShots();
    if (category === FailureCategory.TARGET_UNUSABLE && planned !== undefined) this.#withdraw(planned);
    const again = category === FailureCategory.TRANSIENT || category === FailureCategory.TARGET_UNUSABLE;
    const target = planned === undefined ? 0 : planned.kind === "acquire" ? planned.group : planned.target;
    this.#failed(target, durationSeconds, !again);
  }

  /** The driver obeys a halt. */
  halted(): void {
    if (this.#haltReason === "") this.#haltReason = "the driver says that it is halted";
    this.#dropShots();
    this.#inFlight = undefined;
    this.#end(SessionState.HALTED);
  }

  /** Stops the session at once: nothing is decided any more. */
  halt(reason: string): void {
    if (this.isOver || this.#state === SessionState.HALTED) return;
    this.#queue = [];
    this.#haltReason = reason;
    this.#state = SessionState.HALTED;
    this.options.send({ $case: "halt", halt: { reason, haltId: "" } });
  }

  /** Takes an outcome in: at once if its shot is done, else when it is. */
  report(shotId: string, source: string, revision: number, outcome: Outcome): ReceiptStatus {
    const status = this.#shots.report(shotId, source, revision, outcome);
    this.#settle(shotId);
    return status;
  }

  /** The shot by which a hole was exposed. */
  shotOf(targetId: string): string {
    return this.#shots.of(targetId) ?? "";
  }

  #settle(shotId: string): void {
    const shot = this.#shots.get(shotId);
    if (shot?.progress !== "done" || shot.outcome === undefined || this.isOver) return;
    const hole = this.session.tree.row(shot.targetId)!;
    if (this.session.good[hole] === -1) this.session.resulted(hole, shot.outcome);
  }

  #warnWithoutResults(): void {
    const { exposedCount, resultCount } = this.session;
    if (resultCount[0] !== 0 || exposedCount[0]! % EXPOSURES_WITHOUT_RESULT !== 0) return;
    this.options.warn?.(
      `${exposedCount[0]} exposures and no result: does the pipeline report to session '${this.options.key}'?`,
    );
  }

  /** Sends the next directive of the goal under way, or asks the policy for a new goal. */
  #next(): void {
    if (this.#state !== SessionState.COLLECTING && this.#state !== SessionState.FINISHING) return;
    if (this.#state === SessionState.FINISHING || (this.#queue.length === 0 && !this.#decide())) {
      this.#state = SessionState.FINISHING;
      this.#send({ $case: "finish", finish: {} }, 0);
      return;
    }
    const planned = this.#queue.shift()!;
    const id = this.#newDirectiveId();
    const kind = directiveKind(this.session, planned, id);
    if (kind?.$case === "acquire")
      for (const shot of kind.acquire.shots) this.#shots.intend(shot.id, id, shot.targetId);
    this.#send(kind, plannedSeconds(this.session, planned), planned, id);
  }

  /** @returns whether there is something to do */
  #decide(): boolean {
    const decision = this.options.policy.decide(this.session);
    const goal = fittingGoal(this.session, decision.goal);
    if (goal === undefined || goal.kind === "stop" || goal.kind === "wait") {
      const sentence =
        goal === undefined ? "The next goal does not fit into the time left." : decision.reason().sentence;
      this.#reason = { numbers: {}, sentence };
      return false;
    }
    this.#reason = decision.reason();
    this.journal.append({ kind: "decided", atSeconds: this.session.clockSeconds, reason: this.#reason });
    this.#queue = planDirectives(this.session, goal);
    return true;
  }

  #newDirectiveId(): string {
    this.#directiveCount++;
    return `${this.options.key}-${String(this.#directiveCount).padStart(6, "0")}`;
  }

  #send(
    kind: Directive["kind"],
    expectedSeconds: number,
    planned?: PlannedDirective,
    id = this.#newDirectiveId(),
  ): void {
    const reason = { sentence: this.#reason.sentence, numbers: { ...this.#reason.numbers } };
    const directive: Directive = { id, validForSeconds: DIRECTIVE_VALID_FOR_SECONDS, expectedSeconds, reason, kind };
    this.#inFlight = planned === undefined ? { directive } : { directive, planned };
    this.options.send({ $case: "directive", directive });
  }

  #failed(target: number, durationSeconds: number, needsOperator: boolean): void {
    this.#inFlight = undefined;
    this.#queue = [];
    if (target !== 0) this.session.failed(target, durationSeconds);
    this.#failuresInARow++;
    if (needsOperator || this.#failuresInARow >= MAX_FAILURES_IN_A_ROW)
      this.halt(`an operator is needed: ${this.#lastFailure}`);
    else this.#next();
  }

  /** The shots of the directive in flight that were never started leave their holes unexposed. */
  #dropShots(): void {
    if (this.#inFlight?.directive.kind?.$case !== "acquire") return;
    for (const { id } of this.#inFlight.directive.kind.acquire.shots) {
      const shot = this.#shots.get(id)!;
      if (shot.progress === "intended") this.#shots.advance(id, "dropped");
      if (shot.progress === "started") {
        this.#shots.advance(id, "unknown");
        this.session.spent(this.#row(shot.targetId, "shot"), true);
      }
    }
  }

  #withdraw(planned: PlannedDirective): void {
    const { tree } = this.session;
    const below = planned.kind === "acquire" ? planned.holes : leavesBelow(tree, planned.target);
    for (const hole of below) if (this.session.isAvailable(hole)) this.session.withdrawn(hole);
  }

  /** Time that the instrument's clock has seen and no directive has. */
  #passIdleTime(durationSeconds: number): void {
    const idle = this.options.clock.nowSeconds() - durationSeconds - this.session.clockSeconds;
    if (idle > LEAST_IDLE_SECONDS) this.session.waited(idle);
  }

  #end(state: SessionState): void {
    this.#state = state;
    this.session.end();
    this.journal.close();
  }

  #requireState(state: SessionState, what: string): void {
    if (this.#state !== state)
      throw unexpected(`${what} came after the survey was complete; expected news of a directive`);
  }

  #requireInFlight(directiveId: string): InFlight {
    if (this.#inFlight?.directive.id === directiveId) return this.#inFlight;
    const expected = this.#inFlight === undefined ? "none is in flight" : `expected '${this.#inFlight.directive.id}'`;
    throw unexpected(`the message is about directive '${directiveId}'; ${expected}`);
  }

  #requireShotsEnded(directiveId: string): void {
    const { kind } = this.#inFlight!.directive;
    if (kind?.$case !== "acquire") return;
    const open = kind.acquire.shots.find(({ id }) => ["intended", "started"].includes(this.#shots.get(id)!.progress));
    if (open !== undefined) {
      throw unexpected(
        `directive '${directiveId}' is completed but its shot '${open.id}' is not; expected its state first`,
      );
    }
  }

  #row(id: string, field: string): number {
    const row = this.session.tree.row(id);
    if (row === undefined) throw invalid(`${field} is '${id}', which no survey found`);
    return row;
  }
}

function requireDuration(seconds: number, field: string): void {
  if (!Number.isFinite(seconds) || seconds < 0)
    throw invalid(`${field} is ${seconds}; expected a finite number of at least 0`);
}

function leavesBelow(tree: TargetTree, node: number): number[] {
  const leaves: number[] = [];
  for (let row = tree.firstLeaf; row < tree.size; row++) if (tree.contains(node, row)) leaves.push(row);
  return leaves;
}
