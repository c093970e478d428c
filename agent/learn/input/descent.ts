import type { Goal } from "../../../env/goal/goal.js";
import { expectedWaitSeconds } from "../../../env/session/result-timing.js";
import type { Session } from "../../../env/session/session.js";
import { fits } from "../../../env/world/fits.js";
import { isReachable } from "./reachable.js";

/** Moves that are no candidate, in the order in which they stand before the candidates. */
export const STOP = 0;
export const UP = 1;
export const WAIT = 2;
export const FIRST_CANDIDATE = 3;

/** Where a decision is on its way from the stage to its goal. */
export const Phase = { Here: 0, Climbed: 1, Descended: 2 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/**
 * One decision, level by level: from the node in which the stage stands some way up, and from there down to a leaf or to
 * a node that nobody has surveyed. Nothing moves on the way: what is entered on it has been seen, so that it would tell
 * nothing. What was climbed out of is not gone back into, and from what was gone down to there is no way up; so every
 * decision ends.
 *
 * STOP and WAIT can be chosen where the stage stands. STOP is no option where time has no cost and something is within
 * reach, as going on can't be worse then.
 *
 * @example
 * descent.begin(session);
 * while (goal === undefined) goal = descent.take(chooseAmong(descent.legal));
 */
export class Descent {
  /** The node whose children are the candidates. */
  cursor = 0;
  phase: Phase = Phase.Here;
  /** 1 for what may be chosen: STOP, UP, WAIT, candidates. The first {@link count} + 3 are current. */
  legal = new Uint8Array(64);
  /** Candidates: children of the cursor. */
  count = 0;
  #session: Session | undefined;
  /** The child of the cursor that was climbed out of, −1 for none. */
  #left = -1;
  #mostSeconds = 0;
  #mostSecondsOf: unknown;

  /** A decision begins where the stage stands. */
  begin(session: Session): void {
    const { tree, place } = session;
    if (this.#mostSecondsOf !== tree) {
      this.#mostSecondsOf = tree;
      this.#mostSeconds = session.plan.latency.mostSeconds(tree);
    }
    this.#session = session;
    this.phase = Phase.Here;
    this.#left = -1;
    this.cursor = place;
    // What was entered and not seen can only be entered anew.
    while (this.cursor !== 0 && (tree.isLeaf(this.cursor) || session.explored[this.cursor] === 0)) {
      this.cursor = tree.parent[this.cursor]!;
    }
    this.#look();
  }

  /**
   * Takes a legal move.
   *
   * @returns what was decided, or undefined if the decision goes on from where the cursor is now
   * @throws RangeError if the move is not legal
   */
  take(move: number): Goal | undefined {
    if (!(move < this.count + FIRST_CANDIDATE) || this.legal[move] !== 1) {
      throw new RangeError(`the move ${move} is not legal where the decision has come to`);
    }
    const session = this.#session!;
    const { tree } = session;
    if (move === STOP) return { kind: "stop" };
    if (move === WAIT) return { kind: "wait" };
    if (move === UP) {
      this.#left = this.cursor;
      this.cursor = tree.parent[this.cursor]!;
      this.phase = Phase.Climbed;
    } else {
      const target = tree.firstChild[this.cursor]! + move - FIRST_CANDIDATE;
      if (tree.isLeaf(target)) return { kind: "acquire", holes: [target] };
      if (session.explored[target] === 0) return { kind: "survey", target };
      this.cursor = target;
      this.#left = -1;
      this.phase = Phase.Descended;
    }
    this.#look();
    return undefined;
  }

  #look(): void {
    const session = this.#session!;
    const { tree, plan } = session;
    const first = tree.firstChild[this.cursor]!;
    this.count = tree.childCount[this.cursor]!;
    if (this.legal.length < this.count + FIRST_CANDIDATE) this.legal = new Uint8Array(2 * this.count + FIRST_CANDIDATE);
    const { legal } = this;
    let some = 0;
    for (let i = 0; i < this.count; i++) {
      const may = first + i !== this.#left && isReachable(session, first + i, this.#mostSeconds) ? 1 : 0;
      legal[FIRST_CANDIDATE + i] = may;
      some |= may;
    }
    legal[UP] = this.phase !== Phase.Descended && this.#reachesBeside() ? 1 : 0;
    const isHere = this.phase === Phase.Here;
    legal[WAIT] =
      isHere &&
      session.pendingCount > 0 &&
      plan.results !== undefined &&
      fits(expectedWaitSeconds(plan.results), session.remainingSeconds)
        ? 1
        : 0;
    const { costPerHour, endWorth } = plan.objective;
    const canEnd = costPerHour > 0 || endWorth !== undefined || (some === 0 && legal[UP] === 0);
    legal[STOP] = isHere && canEnd ? 1 : 0;
  }

  /** Whether something beside the way from the root to the cursor can be reached. */
  #reachesBeside(): boolean {
    const session = this.#session!;
    const { tree } = session;
    for (let below = this.cursor; below > 0; below = tree.parent[below]!) {
      const above = tree.parent[below]!;
      const first = tree.firstChild[above]!;
      for (let child = first; child < first + tree.childCount[above]!; child++) {
        if (child !== below && isReachable(session, child, this.#mostSeconds)) return true;
      }
    }
    return false;
  }
}
