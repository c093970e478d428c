import type { Move } from "../goal/move.js";
import type { EndState } from "../objective/objective.js";
import { type KeyedRandom, RandomKind } from "../random/keyed-random.js";
import type { Outcome } from "../session/outcome.js";
import { Session } from "../session/session.js";
import type { SessionPlan } from "../session/session-plan.js";
import { TargetStatus } from "../session/target-status.js";
import { RevealedTree } from "../tree/revealed-tree.js";
import type { TargetTree } from "../tree/target-tree.js";
import type { Faults } from "./faults.js";
import { fits } from "./fits.js";
import { type Phase, wayPhases } from "./latency/phase.js";
import { OutcomeReader } from "./outcome-reader.js";
import { resultDelaySeconds } from "./result-delay.js";
import { ResultQueue } from "./result-queue.js";
import type { WorldData } from "./world-data.js";

/** How a world behaves beside its truth. */
export interface WorldRules {
  readonly faults?: Faults | undefined;
  /** Rows of the largest world that {@link World.restart} will be given. Default: those of the first one. */
  readonly capacity?: number;
}

/** What is known when an episode begins. */
export interface WorldStart {
  /** Stands at this hole, which is spent: not counted, not exposable, its result unknown to all. */
  readonly hole?: number | undefined;
  /** Nothing is known but the grids, and what a start in mid-session has shown. Default: everything is. */
  readonly concealed?: boolean;
}

/**
 * One episode of a hidden truth: carries moves out in simulated time and tells the session what happened.
 *
 * @example
 * const world = new World(data, plan, random);
 * const session = world.begin({ hole });
 * const seconds = world.perform({ kind: "down", target: square }, session);
 */
export class World {
  #data: WorldData;
  #plan: SessionPlan;
  #draws: KeyedRandom;
  readonly #faults: Faults | undefined;
  readonly #tries: Int32Array;
  readonly #queue: ResultQueue;
  readonly #reader = new OutcomeReader();
  #seen: RevealedTree | undefined;
  #settledWorth = 0;
  /** Where the stage stands at the beginning; −1 for a start from outside. */
  #start = -1;

  constructor(data: WorldData, plan: SessionPlan, random: KeyedRandom, rules: WorldRules = {}) {
    const { faults, capacity = data.tree.size } = rules;
    this.#data = data;
    this.#plan = plan;
    this.#draws = random.derive(0, RandomKind.Duration);
    this.#faults = faults;
    this.#tries = new Int32Array(Math.max(capacity, data.tree.size));
    this.#queue = new ResultQueue(plan.results === undefined ? 0 : this.#tries.length);
  }

  get data(): WorldData {
    return this.#data;
  }

  get plan(): SessionPlan {
    return this.#plan;
  }

  /** Another truth and another plan from now on, in the arrays that there are. The session begins anew as well. */
  restart(data: WorldData, plan: SessionPlan, random: KeyedRandom, session: Session, start: WorldStart = {}): void {
    if (data.tree.size > this.#tries.length) {
      throw new RangeError(`the world has ${data.tree.size} rows; this one was made for at most ${this.#tries.length}`);
    }
    this.#data = data;
    this.#plan = plan;
    this.#draws = random.derive(0, RandomKind.Duration);
    this.#clear();
    this.#start = start.hole ?? -1;
    if (start.concealed === true) {
      if (this.#seen === undefined) this.#seen = new RevealedTree(data.tree, this.#tries.length);
      else this.#seen.show(data.tree);
      session.restart(this.#seen, plan);
    } else {
      session.restart(data.tree, plan);
    }
    this.#stand(session);
  }

  /** A session of this truth. */
  begin({ hole, concealed = false }: WorldStart = {}): Session {
    this.#clear();
    this.#start = hole ?? -1;
    const session = new Session(concealed ? new RevealedTree(this.#data.tree) : this.#data.tree, this.#plan);
    this.#stand(session);
    return session;
  }

  /**
   * What an exposure of a hole shows. For the microscope and for evaluation only. The object is overwritten by the next
   * call.
   */
  outcome(hole: number): Outcome {
    return this.#reader.read(this.#data, hole);
  }

  /** What will be heard of an exposure of a hole, if anything is: a lost result is a failed one. As {@link outcome}. */
  arriving(hole: number): Outcome {
    return this.arrives(hole) ? this.outcome(hole) : this.#reader.lost();
  }

  /** Whether an exposure of a hole will be heard of at all. For evaluation only. */
  arrives(hole: number): boolean {
    const { results } = this.#plan;
    return results === undefined || resultDelaySeconds(results, this.#draws, hole) < Number.POSITIVE_INFINITY;
  }

  /**
   * Seconds that the `nth` try (from 0) to go to a target takes in this world. For evaluation only.
   *
   * @param tree what was surveyed until then
   * @param from where the stage stands
   * @param clockSeconds when it begins; NaN leaves aside what falls due by the clock
   */
  trySeconds(tree: TargetTree, from: number, target: number, nth: number, clockSeconds: number): number {
    const seconds = this.#plan.latency.drawnSeconds(tree, from, target, this.#draws, nth, clockSeconds);
    // A try that fails takes its full time: it tells nothing of what the target hides.
    if (this.#data.completedTilts === undefined || !tree.isLeaf(target) || this.fails(target, nth)) return seconds;
    return seconds * (1 - this.#shareCutShort(tree, from, target));
  }

  /** What {@link trySeconds} is made of: fills `into`, by {@link Phase}. For evaluation only. @param into [phases] */
  tryPhases(
    tree: TargetTree,
    from: number,
    target: number,
    nth: number,
    clockSeconds: number,
    into: Float64Array,
  ): void {
    const seconds = this.trySeconds(tree, from, target, nth, clockSeconds);
    wayPhases(this.#plan.latency, [tree, from, target, this.#draws, nth, clockSeconds], seconds, into);
  }

  /** Whether the `nth` try (from 0) to get to a target fails. For evaluation only. */
  fails(target: number, nth: number): boolean {
    const faults = this.#faults;
    if (this.#data.unreachable?.[target] === 1) return true;
    return faults?.fails(this.#data.tree, target, this.#draws, nth) === true;
  }

  /**
   * Tries until a target is reached for the first time, infinite if it is given up before. For evaluation only.
   */
  triesToReach(target: number): number {
    const most = this.#faults?.tries ?? 1;
    for (let nth = 0; nth < most; nth++) if (!this.fails(target, nth)) return nth + 1;
    return Number.POSITIVE_INFINITY;
  }

  /**
   * Least seconds on the session's clock that so much work takes from its begin: what falls due meanwhile is added where
   * nobody can wait it out. It falls due for nothing while one waits for results, and a tilt series that ends early cuts
   * it short. For evaluation only.
   */
  leastClockSeconds(workSeconds: number): number {
    const { results, latency } = this.#plan;
    if (results !== undefined || this.#data.completedTilts !== undefined) return workSeconds;
    return latency.clockSeconds?.(workSeconds, this.#draws) ?? workSeconds;
  }

  /** What a session has come to: worth, what its end adds, less what its time cost. */
  returnOf(session: Session): number {
    return session.worth + this.endWorth(session) - (this.#plan.objective.costPerHour * session.clockSeconds) / 3600;
  }

  /**
   * Share of good holes among those below a node that may be exposed in principle; 0 if there are none or the node can't
   * be entered.
   */
  trueShare(node: number): number {
    const { tree, unreachable } = this.#data;
    for (let above = node; above >= 0; above = tree.parent[above]!) if (unreachable?.[above] === 1) return 0;
    const spent = new Set(this.#data.spent);
    let holes = 0;
    let good = 0;
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
      if (!tree.contains(node, hole) || spent.has(hole)) continue;
      holes++;
      if (this.#plan.objective.isGood(this.outcome(hole))) good++;
    }
    return holes === 0 ? 0 : good / holes;
  }

  /**
   * Carries a move out and reports it to the session.
   *
   * @returns seconds that passed
   * @throws RangeError if the move is not possible where the session stands
   */
  perform(move: Move, session: Session): number {
    switch (move.kind) {
      case "down":
        return this.down(move.target, session);
      case "up":
        return this.up(session);
      case "wait":
        return this.wait(session);
      case "stop":
        this.finish(session);
        return 0;
    }
  }

  /**
   * Goes to a child of the cursor; a hole is exposed. Where the stage stands already only the cursor goes. See
   * {@link perform}.
   */
  down(target: number, session: Session): number {
    const { tree } = session;
    if (tree.parent[target] !== session.cursor || tree.childCount[session.cursor] === 0) {
      throw new RangeError(`'${tree.path(target)}' is no child of '${tree.path(session.cursor)}'`);
    }
    const isLeaf = tree.isLeaf(target);
    if (!isLeaf && tree.contains(target, session.place)) {
      session.turned(target);
      return 0;
    }
    const nth = this.#tries[target]!++;
    const seconds = this.trySeconds(tree, session.place, target, nth, session.clockSeconds);
    if (!fits(seconds, session.remainingSeconds)) return this.#outOfTime(session);
    if (this.fails(target, nth)) this.#failed(target, nth, seconds, session);
    else if (isLeaf) this.#expose(target, seconds, session);
    else this.#enter(target, seconds, session);
    this.#deliver(session);
    return seconds;
  }

  /** The cursor goes up. See {@link perform}. */
  up(session: Session): number {
    if (session.cursor === 0) throw new RangeError("can't go up from the root");
    session.climbed();
    return 0;
  }

  /** Waits for the next result. See {@link perform}. */
  wait(session: Session): number {
    if (this.#queue.size === 0) throw new RangeError("nothing is pending");
    const seconds = this.#queue.nextSeconds - session.clockSeconds;
    if (!fits(seconds, session.remainingSeconds)) return this.#outOfTime(session);
    session.waited(seconds);
    // By rounding, the clock may stand a hair before the result that was waited for.
    this.#deliverNext(session);
    this.#deliver(session);
    return seconds;
  }

  /** Ends the session; results still on their way come in at once. */
  finish(session: Session): void {
    if (session.ended) return;
    const before = session.worth;
    while (this.#queue.size > 0) this.#deliverNext(session);
    this.#settledWorth = session.worth - before;
    session.end();
  }

  /** What {@link finish} has added to the session's worth by results that were on their way. */
  get settledWorth(): number {
    return this.#settledWorth;
  }

  /** What finishing the session now would add to its worth, nothing being changed. */
  unsettledWorth(session: Session): number {
    if (session.pendingCount === 0) return this.endWorth(session);
    const { objective } = this.#plan;
    const { tree, status } = session;
    const goodCount = session.goodCount.slice(0, tree.size);
    const resultCount = session.resultCount.slice(0, tree.size);
    let { tally } = session;
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
      if (status[hole] !== TargetStatus.Pending) continue;
      const outcome = this.arriving(hole);
      const good = objective.isGood(outcome) ? 1 : 0;
      tally += objective.amount(outcome);
      for (let at = hole; at >= 0; at = tree.parent[at]!) {
        goodCount[at]! += good;
        resultCount[at]!++;
      }
    }
    return objective.worth(tally) - session.worth + this.endWorth({ tree, status, goodCount, resultCount });
  }

  /** What the objective adds at the session's end. */
  endWorth(session: EndState): number {
    return this.#plan.objective.endWorth?.(session, (node) => this.trueShare(node)) ?? 0;
  }

  #clear(): void {
    this.#tries.fill(0, 0, this.#data.tree.size);
    this.#queue.clear();
    this.#settledWorth = 0;
  }

  #stand(session: Session): void {
    const { tree } = session;
    const start = this.#start;
    if (!(tree instanceof RevealedTree)) {
      for (const hole of this.#data.spent) if (hole !== start) session.spent(hole);
    } else {
      session.revealed(0);
      for (const node of this.#data.surveyed ?? []) this.#reveal(node, session);
      if (start !== -1) {
        for (let level = 1; level < tree.leafLevel; level++) this.#reveal(tree.ancestor(start, level), session);
      }
    }
    if (start !== -1) session.spent(start, true);
  }

  #reveal(node: number, session: Session): void {
    if (session.explored[node] === 1) return;
    session.revealed(node);
    for (const hole of this.#data.spent) {
      if (hole !== this.#start && session.isAvailable(hole) && session.tree.contains(node, hole)) session.spent(hole);
    }
  }

  #failed(target: number, nth: number, seconds: number, session: Session): void {
    const most = this.#faults?.tries ?? 1;
    session.failed(target, seconds);
    let inARow = 1;
    while (inARow < most && inARow <= nth && this.fails(target, nth - inARow)) inARow++;
    if (inARow >= most) session.givenUp(target);
  }

  #enter(target: number, seconds: number, session: Session): void {
    session.moved(target, seconds);
    this.#reveal(target, session);
  }

  #expose(hole: number, seconds: number, session: Session): void {
    const { results } = this.#plan;
    session.exposed(hole, seconds);
    if (results === undefined) {
      session.resulted(hole, this.outcome(hole));
      return;
    }
    const delay = resultDelaySeconds(results, this.#draws, hole);
    this.#queue.add(hole, session.clockSeconds + Math.min(delay, results.timeOutSeconds));
  }

  #deliver(session: Session): void {
    while (this.#queue.size > 0 && this.#queue.nextSeconds <= session.clockSeconds) this.#deliverNext(session);
  }

  #deliverNext(session: Session): void {
    const hole = this.#queue.nextHole;
    this.#queue.removeNext();
    session.resulted(hole, this.arriving(hole));
  }

  /** Share of the way to a leaf that a tilt series which ends early does not take. */
  #shareCutShort(tree: TargetTree, from: number, hole: number): number {
    const { completedTilts, plannedTilts } = this.#data;
    if (completedTilts === undefined || plannedTilts === undefined) return 0;
    const { latency } = this.#plan;
    const wayShare =
      latency.exposureSeconds(tree) / Math.max(Number.MIN_VALUE, latency.expectedSeconds(tree, from, hole));
    return Math.min(1, wayShare) * (1 - completedTilts[hole]! / plannedTilts);
  }

  #outOfTime(session: Session): number {
    const left = Math.max(0, session.remainingSeconds);
    session.waited(left);
    this.finish(session);
    return left;
  }
}
