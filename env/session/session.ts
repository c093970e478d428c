import { RevealedTree } from "../tree/revealed-tree.js";
import type { TargetDescription } from "../tree/target-description.js";
import { TargetTree } from "../tree/target-tree.js";
import type { LatencyFactors } from "../world/latency/latency-model.js";
import { withChanged } from "./changed-target.js";
import type { Outcome } from "./outcome.js";
import { requireStatus } from "./require-status.js";
import { arraysLaidOut, resetArrays } from "./session-arrays.js";
import { addUpwards, close, countAnew, makeUnavailable, revealBelow, withdrawBelow } from "./session-counts.js";
import type { SessionListener } from "./session-listener.js";
import type { SessionPlan } from "./session-plan.js";
import { TargetStatus } from "./target-status.js";

/**
 * What an operator could know at any moment: targets found so far, what became of them, where the stage is,
 * and the clock. A simulated world and a driver at the scope feed it by the same methods, one per kind of
 * event; beliefs and policies see nothing else. "Hole" stands for what is exposed: a position where holes have several.
 *
 * Arrays are by row of the tree; they may be longer than the tree.
 *
 * @example
 * const session = new Session(tree, plan);
 * session.moved(square, 240);
 * session.exposed(hole, 60);
 * session.resulted(hole, { ctfResolutionAngstrom: 3.4, failed: false });
 */
export class Session {
  #plan: SessionPlan;
  /** As it was given: {@link retimed} is about its times. */
  #givenPlan: SessionPlan;
  #tree: TargetTree;
  readonly #found: TargetDescription[] = [];
  readonly #listeners: SessionListener[] = [];

  /** {@link TargetStatus} of each row. */
  status: Uint8Array;
  /** 1 good, 0 bad, −1 not known. */
  good: Int8Array;
  /** NaN where not known. */
  ctfResolutionAngstrom: Float64Array;
  /** 1 for nodes whose children were found, all of them. */
  explored: Uint8Array;
  /** Children that can be entered or exposed: available holes, nodes unexplored or with such a child. */
  openCount: Int32Array;
  /** Counts over each row's subtree, holes only. */
  availableCount: Int32Array;
  exposedCount: Int32Array;
  resultCount: Int32Array;
  goodCount: Int32Array;

  /** Where the stage stands physically; 0 when nothing is loaded. */
  place = 0;
  /** The node whose children are offered. Moving down takes it along; going up moves it alone. */
  cursor = 0;
  clockSeconds = 0;
  /** When the cursor last went up, and last went down alone to where the stage stands; −1 if it never has. */
  climbedAtSeconds = -1;
  turnedAtSeconds = -1;
  /** What the results so far add up to, as the objective counts it. */
  tally = 0;
  ended = false;

  /**
   * @param tree what is known at the beginning; of a {@link RevealedTree} nothing yet
   * @param capacity rows of the largest tree that {@link restart} will be given
   */
  constructor(tree: TargetTree, plan: SessionPlan, capacity = tree.size) {
    const size = Math.max(capacity, tree.size);
    this.#plan = plan;
    this.#givenPlan = plan;
    this.#tree = tree;
    this.status = new Uint8Array(size);
    this.good = new Int8Array(size);
    this.ctfResolutionAngstrom = new Float64Array(size);
    this.explored = new Uint8Array(size);
    this.openCount = new Int32Array(size);
    this.availableCount = new Int32Array(size);
    this.exposedCount = new Int32Array(size);
    this.resultCount = new Int32Array(size);
    this.goodCount = new Int32Array(size);
    this.restart(tree, plan);
  }

  /** Begins anew, without listeners, in the arrays that there are. */
  restart(tree: TargetTree, plan: SessionPlan): void {
    this.#plan = plan;
    this.#givenPlan = plan;
    this.#tree = tree;
    this.#found.length = 0;
    this.#listeners.length = 0;
    resetArrays(this, tree);
    this.place = 0;
    this.cursor = 0;
    this.clockSeconds = 0;
    this.climbedAtSeconds = -1;
    this.turnedAtSeconds = -1;
    this.tally = 0;
    this.ended = false;
  }

  get plan(): SessionPlan {
    return this.#plan;
  }

  /** What was found so far. */
  get tree(): TargetTree {
    return this.#tree;
  }

  get remainingSeconds(): number {
    return this.#plan.budgetSeconds - this.clockSeconds;
  }

  /** Holes exposed in this session whose result is awaited. */
  get pendingCount(): number {
    return this.exposedCount[0]! - this.resultCount[0]!;
  }

  /** What the results so far are worth. */
  get worth(): number {
    return this.#plan.objective.worth(this.tally);
  }

  /** Whether a hole may still be exposed. */
  isAvailable(hole: number): boolean {
    return this.status[hole] === TargetStatus.Available && this.#tree.isLeaf(hole);
  }

  /** Whether there may be something to expose: an available hole, or a node unexplored or with such a child. */
  isOpen(row: number): boolean {
    if (this.status[row] !== TargetStatus.Available) return false;
    return row >= this.#tree.firstLeaf || this.explored[row] === 0 || this.openCount[row] !== 0;
  }

  /** Expected seconds of the whole way to a target from where the stage stands. */
  expectedSeconds(target: number): number {
    return this.#plan.latency.expectedSeconds(this.#tree, this.place, target);
  }

  listen(listener: SessionListener): void {
    this.#listeners.push(listener);
  }

  /** Targets were seen; they can be chosen once the survey that found them is complete. */
  found(targets: readonly TargetDescription[]): void {
    for (const target of targets) this.#found.push(target);
  }

  /**
   * The survey of a node in a {@link RevealedTree} is complete: its children are there, with what comes along with
   * them (a square's groups with their holes). Rows stay what they are.
   *
   * @throws RangeError if the tree is no RevealedTree
   */
  revealed(node: number): void {
    const tree = this.#tree;
    if (!(tree instanceof RevealedTree)) throw new RangeError("only a tree that hides something can reveal it");
    if (this.explored[node] === 1) return;
    const available = revealBelow(this, tree, node);
    if (available > 0) addUpwards(this.#tree, this.availableCount, tree.parent[node]!, available);
    if (this.openCount[node] === 0) close(this, node);
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.surveyed?.(this, node);
  }

  /**
   * The survey of a node is complete: the tree is laid out anew with what was found; what is known is kept.
   *
   * @param isOfAll whether a survey of the root is one of everything; if not, other nodes will be surveyed on their own
   * @throws RangeError if a found target has no parent or comes twice (nothing is changed then)
   */
  surveyed(parentId: string, isOfAll = true): void {
    const old = this.#tree;
    const targets = [...old.descriptions(), ...this.#found];
    const tree = TargetTree.from(targets, old.shape);
    const parent = tree.row(parentId) ?? 0;
    this.#found.length = 0;
    this.#layOut(tree);
    this.explored[parent] = 1;
    for (let row = 0; row < tree.firstLeaf; row++) {
      if ((parent === 0 && isOfAll) || tree.childCount[row] !== 0) this.explored[row] = 1;
    }
    countAnew(this);
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.surveyed?.(this, parent);
  }

  /** Another tree with the same targets, and perhaps more; what is known of them is kept. */
  #layOut(tree: TargetTree): void {
    const rows = Int32Array.from(this.#tree.ids, (id) => tree.row(id)!);
    this.#tree = tree;
    Object.assign(this, arraysLaidOut(this, rows, tree.size));
    countAnew(this);
    this.place = rows[this.place]!;
    this.cursor = rows[this.cursor]!;
  }

  /** The stage went to a node that is no hole. */
  moved(target: number, durationSeconds: number): void {
    this.clockSeconds += durationSeconds;
    this.place = target;
    this.cursor = target;
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.moved?.(this, target, durationSeconds);
  }

  /** The cursor went up one level; the stage did not move. */
  climbed(): void {
    this.climbedAtSeconds = this.clockSeconds;
    this.cursor = this.#tree.parent[this.cursor]!;
  }

  /** The cursor went down to a node in which the stage stands. */
  turned(node: number): void {
    this.turnedAtSeconds = this.clockSeconds;
    this.cursor = node;
  }

  /** A hole was exposed; its result will follow. */
  exposed(hole: number, durationSeconds: number): void {
    requireStatus(this, hole, TargetStatus.Available, "exposed");
    this.clockSeconds += durationSeconds;
    this.place = hole;
    this.cursor = this.#tree.parent[hole]!;
    this.status[hole] = TargetStatus.Pending;
    makeUnavailable(this, hole);
    addUpwards(this.#tree, this.exposedCount, hole, 1);
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.exposed?.(this, hole, durationSeconds);
  }

  /** The result of an exposure came in. */
  resulted(hole: number, outcome: Outcome): void {
    requireStatus(this, hole, TargetStatus.Pending, "given a result");
    const { objective } = this.#plan;
    const good = objective.isGood(outcome);
    this.status[hole] = TargetStatus.Measured;
    this.good[hole] = good ? 1 : 0;
    this.ctfResolutionAngstrom[hole] = outcome.ctfResolutionAngstrom;
    addUpwards(this.#tree, this.resultCount, hole, 1);
    if (good) addUpwards(this.#tree, this.goodCount, hole, 1);
    this.tally += objective.amount(outcome);
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.resulted?.(this, hole, outcome);
  }

  /**
   * A result that came in is another one: the pipeline has processed the exposure again.
   *
   * @param before what it was
   */
  corrected(hole: number, outcome: Outcome, before: Outcome): void {
    requireStatus(this, hole, TargetStatus.Measured, "given another result");
    const { objective } = this.#plan;
    const good = objective.isGood(outcome) ? 1 : 0;
    if (good !== this.good[hole]) addUpwards(this.#tree, this.goodCount, hole, good === 1 ? 1 : -1);
    this.good[hole] = good;
    this.ctfResolutionAngstrom[hole] = outcome.ctfResolutionAngstrom;
    this.tally += objective.amount(outcome) - objective.amount(before);
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.corrected?.(this, hole, outcome);
  }

  /**
   * A result that came in is taken back: the exposure's quality is not known any more.
   *
   * @param before what it was
   */
  retracted(hole: number, before: Outcome): void {
    requireStatus(this, hole, TargetStatus.Measured, "robbed of its result");
    if (this.good[hole] === 1) addUpwards(this.#tree, this.goodCount, hole, -1);
    this.status[hole] = TargetStatus.Pending;
    this.good[hole] = -1;
    this.ctfResolutionAngstrom[hole] = Number.NaN;
    addUpwards(this.#tree, this.resultCount, hole, -1);
    this.tally -= this.#plan.objective.amount(before);
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.retracted?.(this, hole);
  }

  /**
   * A target's name, positions or features are others now: the tree is laid out anew, what is known is kept.
   *
   * @throws RangeError if there is no such target, or its parent or level is another one
   */
  changed(target: TargetDescription): void {
    this.#layOut(withChanged(this.#tree, target));
    const parent = this.#tree.row(target.parentId ?? "") ?? 0;
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.surveyed?.(this, parent);
  }

  /**
   * Moves are expected to take other times from now on than the plan said at first: its latency model's steps times these
   * factors, not on top of earlier ones. The plan is replaced; nothing else changes.
   *
   * @throws RangeError if the model knows no steps, or not these
   */
  retimed(factors: LatencyFactors): void {
    const { latency } = this.#givenPlan;
    if (latency.scaled === undefined) throw new RangeError(`the latency model '${latency.kind}' can't be refitted`);
    this.#plan = { ...this.#givenPlan, latency: latency.scaled(factors) };
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.retimed?.(this);
  }

  /** A move or an exposure was tried and failed: time passed, nothing else changed. */
  failed(target: number, durationSeconds: number): void {
    this.clockSeconds += durationSeconds;
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.failed?.(this, target, durationSeconds);
  }

  /** Time passed without a move. */
  waited(durationSeconds: number): void {
    this.clockSeconds += durationSeconds;
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.waited?.(this, durationSeconds);
  }

  /** A hole can't be exposed any more and nobody will learn its quality; with `here`, the stage stands at it. */
  spent(hole: number, here = false): void {
    requireStatus(this, hole, TargetStatus.Available, "spent");
    this.status[hole] = TargetStatus.Spent;
    makeUnavailable(this, hole);
    if (here) {
      this.place = hole;
      this.cursor = this.#tree.parent[hole]!;
    }
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.spent?.(this, hole);
  }

  /** The operator or the driver took a hole back. */
  withdrawn(hole: number): void {
    requireStatus(this, hole, TargetStatus.Available, "withdrawn");
    this.status[hole] = TargetStatus.Withdrawn;
    makeUnavailable(this, hole);
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.withdrawn?.(this, hole);
  }

  /** A node can't be entered any more, nor anything in it exposed. */
  givenUp(node: number): void {
    if (!this.isOpen(node)) return;
    if (this.#tree.isLeaf(node)) {
      this.withdrawn(node);
      return;
    }
    close(this, node);
    withdrawBelow(this, node);
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.withdrawn?.(this, node);
  }

  /** No more decisions follow. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]!.ended?.(this);
  }
}
