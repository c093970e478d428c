import type { TargetDescription } from "../tree/target-description.js";
import { TargetTree } from "../tree/target-tree.js";
import type { Outcome } from "./outcome.js";
import type { SessionListener } from "./session-listener.js";
import type { SessionPlan } from "./session-plan.js";
import { TargetStatus } from "./target-status.js";

/**
 * What an operator could know at any moment: targets found so far, what became of them, where the stage is,
 * and the clock. A simulated world and a driver at the scope feed it by the same methods, one per kind of
 * event; beliefs and policies see nothing else.
 *
 * @example
 * const session = new Session(tree, plan);
 * session.moved(square, 240);
 * session.exposed(hole, 60);
 * session.resulted(hole, { ctfResolutionAngstrom: 3.4, failed: false });
 */
export class Session {
  readonly plan: SessionPlan;
  #tree: TargetTree;
  readonly #found: TargetDescription[] = [];
  readonly #listeners: SessionListener[] = [];

  /** {@link TargetStatus} of each row. */
  status: Uint8Array;
  /** 1 good, 0 bad, −1 not known. */
  good: Int8Array;
  /** NaN where not known. */
  ctfResolutionAngstrom: Float64Array;
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
  ended = false;

  constructor(tree: TargetTree, plan: SessionPlan) {
    this.plan = plan;
    this.#tree = tree;
    this.status = new Uint8Array(tree.size);
    this.good = new Int8Array(tree.size).fill(-1);
    this.ctfResolutionAngstrom = new Float64Array(tree.size).fill(Number.NaN);
    this.availableCount = new Int32Array(tree.size);
    this.exposedCount = new Int32Array(tree.size);
    this.resultCount = new Int32Array(tree.size);
    this.goodCount = new Int32Array(tree.size);
    this.#countAvailable();
  }

  get tree(): TargetTree {
    return this.#tree;
  }

  get remainingSeconds(): number {
    return this.plan.budgetSeconds - this.clockSeconds;
  }

  /** Holes exposed in this session whose result is awaited. */
  get pendingCount(): number {
    return this.exposedCount[0]! - this.resultCount[0]!;
  }

  /** Whether a hole may still be exposed. */
  isAvailable(hole: number): boolean {
    return this.status[hole] === TargetStatus.Available && this.#tree.isLeaf(hole);
  }

  /** Expected seconds of the whole way to a target from where the stage stands. */
  expectedSeconds(target: number): number {
    return this.plan.latency.expectedSeconds(this.#tree, this.place, target);
  }

  listen(listener: SessionListener): void {
    this.#listeners.push(listener);
  }

  /** Targets were seen; they can be chosen once the survey that found them is complete. */
  found(targets: readonly TargetDescription[]): void {
    for (const target of targets) this.#found.push(target);
  }

  /**
   * The survey of a node is complete: the tree is laid out anew with what was found; what is known is kept.
   *
   * @throws RangeError if a found target has no parent or comes twice (nothing is changed then)
   */
  surveyed(parentId: string): void {
    const old = this.#tree;
    const targets = [...old.descriptions(), ...this.#found];
    const tree = TargetTree.from(targets, old.shape);
    const rows = Int32Array.from(old.ids, (id) => tree.row(id)!);
    const { status, good, ctfResolutionAngstrom, exposedCount, resultCount, goodCount } = this;
    this.#tree = tree;
    this.#found.length = 0;
    this.status = scatter(status, rows, new Uint8Array(tree.size));
    this.good = scatter(good, rows, new Int8Array(tree.size).fill(-1));
    this.ctfResolutionAngstrom = scatter(ctfResolutionAngstrom, rows, new Float64Array(tree.size).fill(Number.NaN));
    this.exposedCount = scatter(exposedCount, rows, new Int32Array(tree.size));
    this.resultCount = scatter(resultCount, rows, new Int32Array(tree.size));
    this.goodCount = scatter(goodCount, rows, new Int32Array(tree.size));
    this.availableCount = new Int32Array(tree.size);
    this.#countAvailable();
    this.place = rows[this.place]!;
    this.cursor = rows[this.cursor]!;
    const parent = tree.row(parentId) ?? 0;
    for (const listener of this.#listeners) listener.surveyed?.(this, parent);
  }

  /** The stage went to a node that is no hole. */
  moved(target: number, durationSeconds: number): void {
    this.clockSeconds += durationSeconds;
    this.place = target;
    this.cursor = target;
    for (const listener of this.#listeners) listener.moved?.(this, target, durationSeconds);
  }

  /** The cursor went up one level; the stage did not move. */
  climbed(): void {
    this.cursor = this.#tree.parent[this.cursor]!;
  }

  /** A hole was exposed; its result will follow. */
  exposed(hole: number, durationSeconds: number): void {
    this.#require(hole, TargetStatus.Available, "exposed");
    this.clockSeconds += durationSeconds;
    this.place = hole;
    this.cursor = this.#tree.parent[hole]!;
    this.status[hole] = TargetStatus.Pending;
    this.#add(this.availableCount, hole, -1);
    this.#add(this.exposedCount, hole, 1);
    for (const listener of this.#listeners) listener.exposed?.(this, hole, durationSeconds);
  }

  /** The result of an exposure came in. */
  resulted(hole: number, outcome: Outcome): void {
    this.#require(hole, TargetStatus.Pending, "given a result");
    const good = this.plan.objective.isGood(outcome);
    this.status[hole] = TargetStatus.Measured;
    this.good[hole] = good ? 1 : 0;
    this.ctfResolutionAngstrom[hole] = outcome.ctfResolutionAngstrom;
    this.#add(this.resultCount, hole, 1);
    if (good) this.#add(this.goodCount, hole, 1);
    for (const listener of this.#listeners) listener.resulted?.(this, hole, outcome);
  }

  /** A move or an exposure was tried and failed: time passed, nothing else changed. */
  failed(target: number, durationSeconds: number): void {
    this.clockSeconds += durationSeconds;
    for (const listener of this.#listeners) listener.failed?.(this, target, durationSeconds);
  }

  /** Time passed without a move. */
  waited(durationSeconds: number): void {
    this.clockSeconds += durationSeconds;
    for (const listener of this.#listeners) listener.waited?.(this, durationSeconds);
  }

  /** A hole can't be exposed any more and nobody will learn its quality; with `here`, the stage stands at it. */
  spent(hole: number, here = false): void {
    this.#require(hole, TargetStatus.Available, "spent");
    this.status[hole] = TargetStatus.Spent;
    this.#add(this.availableCount, hole, -1);
    if (here) {
      this.place = hole;
      this.cursor = this.#tree.parent[hole]!;
    }
    for (const listener of this.#listeners) listener.spent?.(this, hole);
  }

  /** The operator or the driver took a hole back. */
  withdrawn(hole: number): void {
    this.#require(hole, TargetStatus.Available, "withdrawn");
    this.status[hole] = TargetStatus.Withdrawn;
    this.#add(this.availableCount, hole, -1);
    for (const listener of this.#listeners) listener.withdrawn?.(this, hole);
  }

  /** No more decisions follow. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    for (const listener of this.#listeners) listener.ended?.(this);
  }

  #require(hole: number, status: TargetStatus, verb: string): void {
    if (!this.#tree.isLeaf(hole) || this.status[hole] !== status) {
      throw new RangeError(
        `target '${this.#tree.ids[hole]}' can't be ${verb}: it is no hole or its status is ${this.status[hole]}, not ${status}`,
      );
    }
  }

  #add(counts: Int32Array, row: number, by: number): void {
    const { parent } = this.#tree;
    for (let at = row; at >= 0; at = parent[at]!) counts[at]! += by;
  }

  #countAvailable(): void {
    const { size, firstLeaf, parent } = this.#tree;
    for (let row = size - 1; row >= 0; row--) {
      if (row >= firstLeaf) this.availableCount[row] = this.status[row] === TargetStatus.Available ? 1 : 0;
      if (row > 0) this.availableCount[parent[row]!]! += this.availableCount[row]!;
    }
  }
}

function scatter<T extends Uint8Array | Int8Array | Int32Array | Float64Array>(from: T, rows: Int32Array, into: T): T {
  for (let i = 0; i < rows.length; i++) into[rows[i]!] = from[i]!;
  return into;
}
