import type { Goal } from "../../../env/goal/goal.js";
import type { Session } from "../../../env/session/session.js";
import { type Choices, FIRST_CANDIDATE, Phase, STOP, UP, WAIT } from "./choices.js";
import { mayEnd, mayWait } from "./may-end.js";
import { isReachable } from "./reachable.js";

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
export class Descent implements Choices {
  /** The node whose children are the candidates. */
  cursor = 0;
  phase: Phase = Phase.Here;
  legal = new Uint8Array(64);
  count = 0;
  #session: Session | undefined;
  /** The child of the cursor that was climbed out of, −1 for none. */
  #left = -1;
  #mostSeconds = 0;
  #mostSecondsOf: unknown;
  #mostSecondsBy: unknown;

  /** A decision begins where the stage stands. */
  begin(session: Session): void {
    const { tree, place, plan } = session;
    if (this.#mostSecondsOf !== tree || this.#mostSecondsBy !== plan.latency) {
      this.#mostSecondsOf = tree;
      this.#mostSecondsBy = plan.latency;
      this.#mostSeconds = plan.latency.mostSeconds(tree);
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

  rowOf(candidate: number): number {
    return this.#session!.tree.firstChild[this.cursor]! + candidate;
  }

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
    const { tree } = session;
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
    legal[WAIT] = isHere && mayWait(session) ? 1 : 0;
    legal[STOP] = isHere && mayEnd(session, some === 1 || legal[UP] === 1) ? 1 : 0;
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
