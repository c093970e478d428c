import type { Goal } from "../../../env/goal/goal.js";
import type { Session } from "../../../env/session/session.js";
import { unexploredNodes } from "../../plan/unexplored.js";
import { type Choices, FIRST_CANDIDATE, Phase, STOP, UP, WAIT } from "./choices.js";
import { mayEnd, mayWait } from "./may-end.js";
import { isReachable } from "./reachable.js";

/**
 * A decision in one step, without hierarchy: among all leaves that may be exposed and all nodes that may be surveyed,
 * wherever they lie. What the hierarchy is compared with.
 *
 * @example
 * choices.begin(session);
 * const goal = choices.take(FIRST_CANDIDATE + 12);
 */
export class FlatChoices implements Choices {
  readonly cursor = 0;
  readonly phase = Phase.Here;
  legal = new Uint8Array(64);
  count = 0;
  #rows = new Int32Array(64);
  #session: Session | undefined;

  begin(session: Session): void {
    const { tree } = session;
    this.#session = session;
    this.count = 0;
    const most = session.plan.latency.mostSeconds(tree);
    for (const node of unexploredNodes(session)) if (isReachable(session, node, most)) this.#add(node);
    for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
      if (isReachable(session, leaf, most)) this.#add(leaf);
    }
    if (this.legal.length < this.count + FIRST_CANDIDATE) this.legal = new Uint8Array(2 * this.count + FIRST_CANDIDATE);
    this.legal.fill(1, FIRST_CANDIDATE, FIRST_CANDIDATE + this.count);
    this.legal[UP] = 0;
    this.legal[WAIT] = mayWait(session) ? 1 : 0;
    this.legal[STOP] = mayEnd(session, this.count > 0) ? 1 : 0;
  }

  rowOf(candidate: number): number {
    return this.#rows[candidate]!;
  }

  take(move: number): Goal {
    if (!(move < this.count + FIRST_CANDIDATE) || this.legal[move] !== 1) {
      throw new RangeError(`the move ${move} is not legal`);
    }
    if (move === STOP) return { kind: "stop" };
    if (move === WAIT) return { kind: "wait" };
    const target = this.rowOf(move - FIRST_CANDIDATE);
    return this.#session!.tree.isLeaf(target) ? { kind: "acquire", holes: [target] } : { kind: "survey", target };
  }

  #add(row: number): void {
    if (this.#rows.length === this.count) {
      const larger = new Int32Array(2 * this.count);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows[this.count++] = row;
  }
}
