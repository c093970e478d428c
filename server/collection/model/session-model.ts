import { isDeepStrictEqual } from "node:util";
import { fittingGoal } from "../../../env/goal/expand-goal.js";
import type { Goal } from "../../../env/goal/goal.js";
import { expectedWaitSeconds } from "../../../env/session/result-timing.js";
import { Session } from "../../../env/session/session.js";
import { applyChange, type PlainOutcome, type SessionChange } from "../../../env/session/session-change.js";
import type { SessionPlan } from "../../../env/session/session-plan.js";
import type { TargetDescription } from "../../../env/tree/target-description.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import type { LatencyModel } from "../../../env/world/latency/latency-model.js";
import { type FittedStep, LatencyFit } from "../../latency/latency-fit.js";
import { type StepObservation, stepObservations } from "../../latency/step-observations.js";
import type { PlainGoal } from "../../policy/decision-record.js";
import { planDirectives } from "./plan-directives.js";
import { type PlannedDirective, targetOf } from "./planned-directive.js";
import { type Receipt, ShotBook, type ShotBookState } from "./shot-book.js";

/** Idle time shorter than this is rounding, seconds. */
const LEAST_IDLE_SECONDS = 1e-3;

/** A model as plain JSON. */
export interface SessionModelState {
  readonly changes: readonly SessionChange[];
  readonly shots: ShotBookState;
  readonly instrumentSeconds: number;
  /** Ids of targets of the survey under way that may not be exposed. */
  readonly spent: readonly string[];
  /** Where the stage stood before the first survey was complete. */
  readonly start: string;
  readonly latency: readonly StepObservation[];
  /** Ids of targets that are given up as soon as no shot in them is under way. */
  readonly toGiveUp: readonly string[];
}

/** A goal's directives; none where it can't be carried out, or there is nothing to carry out. */
export interface PlannedGoal {
  readonly goal: PlainGoal["kind"];
  readonly plan: readonly PlannedDirective[];
  readonly waitSeconds: number;
}

/**
 * What is known of a session's targets and exposures: a {@link Session} and the book of its shots, told by changes that are
 * kept, so that they can be told again. Everything that it does follows from what it is told.
 */
export class SessionModel {
  readonly session: Session;
  readonly changes: SessionChange[] = [];
  #shots: ShotBook;
  readonly #preset: LatencyModel;
  #latency = new LatencyFit();
  #instrumentSeconds = 0;
  #spent: string[] = [];
  /** What was found since the last survey was complete. */
  #found: TargetDescription[] = [];
  /** Their levels, by their ids. */
  readonly #foundLevels = new Map<string, number>();
  #start = "";
  #toGiveUp: string[] = [];

  /** @param onChange hears of each change once it was made */
  constructor(
    plan: SessionPlan,
    readonly onChange: (change: SessionChange) => void = () => {},
    resultsSource: string | null = null,
  ) {
    this.session = new Session(TargetTree.from([]), plan);
    this.#preset = plan.latency;
    this.#shots = new ShotBook(resultsSource);
  }

  get state(): SessionModelState {
    const { changes, shots } = this;
    return {
      changes: [...changes],
      shots: shots.state,
      instrumentSeconds: this.#instrumentSeconds,
      spent: [...this.#spent],
      start: this.#start,
      latency: this.#latency.observations,
      toGiveUp: [...this.#toGiveUp],
    };
  }

  /** Takes a state over, into a model that knows nothing yet. */
  restore({ changes, shots, instrumentSeconds, spent, start, latency, toGiveUp }: SessionModelState): void {
    for (const change of changes) {
      applyChange(this.session, change);
      this.changes.push(change);
      if (change.kind === "found") this.#note(change.targets);
      if (change.kind === "surveyed") this.#forgetFound();
    }
    this.#start = start;
    this.#latency = new LatencyFit(latency);
    this.#shots = ShotBook.restored(shots);
    this.#instrumentSeconds = instrumentSeconds;
    this.#spent = [...spent];
    this.#toGiveUp = [...toGiveUp];
  }

  get shots(): ShotBook {
    return this.#shots;
  }

  /** The instrument's clock, as last heard of. It never runs backwards. */
  get instrumentSeconds(): number {
    return this.#instrumentSeconds;
  }

  observeClock(seconds: number): void {
    this.#instrumentSeconds = Math.max(this.#instrumentSeconds, seconds);
  }

  /** @throws RangeError if the session can't be told this */
  tell(change: SessionChange): void {
    applyChange(this.session, change);
    this.changes.push(change);
    this.onChange(change);
  }

  /** Targets were found; some are spent already. */
  found(targets: Extract<SessionChange, { readonly kind: "found" }>["targets"], spent: readonly string[]): void {
    this.tell({ kind: "found", targets });
    this.#note(targets);
    this.#spent.push(...spent);
  }

  /** The level of a target that was found, by a survey that is not complete too; 0 of ""; undefined if none found it. */
  levelOf(id: string): number | undefined {
    const { tree } = this.session;
    const row = tree.row(id);
    return row === undefined ? this.#foundLevels.get(id) : tree.level[row];
  }

  #note(targets: readonly TargetDescription[]): void {
    for (const target of targets) {
      this.#found.push(target);
      this.#foundLevels.set(target.id, target.level);
    }
  }

  #forgetFound(): void {
    this.#found = [];
    this.#foundLevels.clear();
  }

  /** Before the first survey is complete: where the stage stands, "" if nothing is loaded. */
  setStart(targetId: string): void {
    this.#start = targetId;
  }

  /**
   * What was found makes a tree.
   *
   * @param isFirst whether the stage has to stand at one of the targets
   * @throws RangeError saying why not
   */
  requireTree(isFirst: boolean): void {
    const { tree: known } = this.session;
    const tree = TargetTree.from([...known.descriptions(), ...this.#found], known.shape);
    if (!isFirst || this.#start === "") return;
    const row = tree.row(this.#start);
    if (row === undefined) throw new RangeError(`position.target_id is '${this.#start}', which no survey found`);
    if (tree.isLeaf(row) && !this.#spent.includes(this.#start)) {
      throw new RangeError("position.target_id is a hole that is not spent; expected a spent hole or a node above");
    }
  }

  /** The survey that found them is complete. @param isFirst whether the session begins with it */
  surveyed(parentId: string, isOfAll: boolean, isFirst: boolean): void {
    this.tell({ kind: "surveyed", target: parentId, ...(!isOfAll && { isOfAll }) });
    this.#forgetFound();
    for (const id of this.#spent) {
      const row = this.session.tree.row(id);
      if (row === undefined || !this.session.isAvailable(row)) continue;
      this.tell({ kind: "spent", target: id, ...(isFirst && id === this.#start && { here: true }) });
    }
    this.#spent = [];
    const { tree, place } = this.session;
    const start = isFirst && this.#start !== "" ? tree.row(this.#start)! : place;
    if (start !== place) this.tell({ kind: "moved", target: this.#start, durationSeconds: 0 });
  }

  /** A physical move has ended. */
  moved(target: string, durationSeconds: number): void {
    this.#passIdleTime(durationSeconds);
    this.tell({ kind: "moved", target, durationSeconds });
  }

  /** A shot has come to its end. */
  shotEnded(shotId: string, progress: "done" | "failed" | "unknown", durationSeconds: number): void {
    this.#shots.advance(shotId, progress);
    const target = this.#shots.get(shotId)!.targetId;
    this.#passIdleTime(durationSeconds);
    if (progress === "done") {
      this.tell({ kind: "exposed", target, durationSeconds });
      this.#settle(shotId);
    } else {
      this.tell({ kind: "failed", target, durationSeconds });
      this.tell({ kind: "spent", target, here: true });
    }
    this.#giveUp();
  }

  /** A shot that was not started leaves its hole unexposed. */
  shotDropped(shotId: string): void {
    this.#shots.advance(shotId, "dropped");
    this.#giveUp();
  }

  /** The operator has exposed a hole without a directive. */
  exposedUndirected(target: string, shotId: string, durationSeconds: number): void {
    this.#shots.intend(shotId, "", target);
    this.#shots.advance(shotId, "started");
    this.shotEnded(shotId, "done", durationSeconds);
  }

  /** The operator has exposed, without a directive, a hole that no result can be told of: it is kept in the book alone. */
  noteUndirected(target: string, shotId: string): void {
    this.#shots.intend(shotId, "", target);
    this.#shots.advance(shotId, "started");
    this.#shots.advance(shotId, "unknown");
  }

  /** What a directive's phases took, from where it began: latencies are expected to be like that from now on. */
  observePhases(
    planned: PlannedDirective | undefined,
    from: number,
    phases: readonly { readonly name: string; readonly durationSeconds: number }[],
  ): void {
    if (planned === undefined || phases.length === 0) return;
    const { tree } = this.session;
    const targets = planned.kind === "acquire" ? planned.holes : [planned.target];
    const rows = targets.map((id) => tree.row(id)!);
    // Shots have taken the stage's place along; they began at their group.
    const first = planned.kind === "acquire" ? tree.parent[rows[0]!]! : from;
    const legs = rows.map((target, i) => ({ from: i === 0 ? first : rows[i - 1]!, target }));
    const reported = phases.map(({ name, durationSeconds: seconds }) => ({ name, seconds }));
    const before = this.#latency.factors;
    this.#latency.add(stepObservations(this.#preset, tree, legs, reported));
    const { factors } = this.#latency;
    if (!isDeepStrictEqual(before, factors)) this.tell({ kind: "retimed", factors });
  }

  /** Latency as it was given and as the session goes by it. */
  latency(): FittedStep[] {
    return this.#latency.describe(this.#preset.stepNames ?? []);
  }

  /** A try came to nothing. */
  failed(target: string, durationSeconds: number): void {
    this.#passIdleTime(durationSeconds);
    this.tell({ kind: "failed", target, durationSeconds });
  }

  /** The shots of a directive that were never started leave their holes unexposed; what was started is spent. */
  dropShots(shotIds: readonly string[]): void {
    for (const id of shotIds) {
      const { progress, targetId } = this.#shots.get(id)!;
      if (progress === "intended") this.#shots.advance(id, "dropped");
      if (progress === "started") {
        this.#shots.advance(id, "unknown");
        this.tell({ kind: "spent", target: targetId, here: true });
      }
    }
    this.#giveUp();
  }

  /** Nothing of this is to be tried again. */
  withdraw(planned: PlannedDirective): void {
    const targets = planned.kind === "acquire" ? planned.holes : [targetOf(planned)];
    for (const target of targets) this.withdrawTarget(target);
  }

  /** A target is not to be used any more; where shots are under way, once they have ended. */
  withdrawTarget(target: string): void {
    this.#toGiveUp.push(target);
    this.#giveUp();
  }

  #giveUp(): void {
    const { session } = this;
    const waiting: string[] = [];
    for (const target of this.#toGiveUp) {
      const row = session.tree.row(target);
      if (row === undefined || row === 0 || !session.isOpen(row)) continue;
      if (this.isUnderWay(row)) waiting.push(target);
      else this.tell({ kind: "givenUp", target });
    }
    this.#toGiveUp = waiting;
  }

  /** Whether a shot of a hole, or of one within a node, is directed and has not ended. */
  isUnderWay(row: number): boolean {
    const { tree } = this.session;
    for (const [, { progress, targetId }] of this.#shots.entries()) {
      const isOpen = progress === "intended" || progress === "started";
      if (isOpen && tree.contains(row, tree.row(targetId)!)) return true;
    }
    return false;
  }

  /** Takes an outcome in: at once if its shot is done, else when it is. @param outcome null: taken back */
  report(shotId: string, source: string, revision: number, outcome: PlainOutcome | null): Receipt {
    const receipt = this.#shots.report(shotId, source, revision, outcome);
    this.#settle(shotId);
    return receipt;
  }

  /** The directives that carry a goal out, as far as it fits into the time left. */
  plan(goal: PlainGoal): PlannedGoal {
    const { session } = this;
    const nothing = { plan: [], waitSeconds: 0 } as const;
    const rows = this.#rowsOf(goal);
    if (rows === undefined) return { goal: goal.kind, ...nothing };
    try {
      const fitting = fittingGoal(session, rows);
      if (fitting === undefined) return { goal: "stop", ...nothing };
      const results = session.plan.results;
      const waitSeconds =
        fitting.kind === "wait" && results !== undefined ? Math.max(1, expectedWaitSeconds(results)) : 1;
      const plan = fitting.kind === "stop" || fitting.kind === "wait" ? [] : planDirectives(session, fitting);
      return { goal: fitting.kind, plan, waitSeconds };
    } catch (error) {
      // What a policy named may have been exposed or withdrawn since it was asked.
      if (error instanceof RangeError) return { goal: goal.kind, ...nothing };
      throw error;
    }
  }

  #rowsOf(goal: PlainGoal): Goal | undefined {
    const { tree } = this.session;
    switch (goal.kind) {
      case "stop":
      case "wait":
        return goal;
      case "survey": {
        const target = tree.row(goal.target);
        return target === undefined ? undefined : { kind: "survey", target };
      }
      case "acquire": {
        const holes = goal.holes.map((id) => tree.row(id));
        return holes.includes(undefined) ? undefined : { kind: "acquire", holes: holes as number[] };
      }
    }
  }

  #settle(shotId: string): void {
    const settlement = this.#shots.settle(shotId);
    if (settlement !== undefined) this.tell(settlement);
  }

  /** Time that the instrument's clock has seen and no directive has. */
  #passIdleTime(durationSeconds: number): void {
    const idle = this.#instrumentSeconds - durationSeconds - this.session.clockSeconds;
    if (idle > LEAST_IDLE_SECONDS) this.tell({ kind: "waited", durationSeconds: idle });
  }
}
