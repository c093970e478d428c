import type { Session } from "../session/session.js";
import type { SessionListener } from "../session/session-listener.js";
import { fits } from "../world/world.js";

/**
 * Expected seconds to the nearest exposure below each node, kept current as holes are used up: what decides whether a
 * move is worth offering. The way is added up move by move, so that where one DOWN fits, a next one fits too.
 *
 * @example
 * const reach = new Reach(session);
 * reach.allows(square); // something in it can be exposed in the time left
 */
export class Reach implements SessionListener {
  readonly #session: Session;
  /** From the node itself to its nearest available hole, seconds; infinite if it has none. By row. */
  #withinSeconds = new Float64Array(0);

  /** Listens to the session from now on. */
  constructor(session: Session) {
    this.#session = session;
    this.surveyed();
    session.listen(this);
  }

  /** Expected seconds from where the stage stands by way of a node to the nearest exposure in it. */
  seconds(node: number): number {
    const within = this.#withinSeconds[node]!;
    return within === Number.POSITIVE_INFINITY ? within : this.#session.expectedSeconds(node) + within;
  }

  /** Whether a child can be entered now: an exposure in it fits, and the stage does not stand in it. */
  allows(child: number): boolean {
    const { tree, place, remainingSeconds } = this.#session;
    return fits(this.seconds(child), remainingSeconds) && !tree.contains(child, place);
  }

  /** Whether some child of a node can be entered. */
  allowsBelow(node: number): boolean {
    const { firstChild, childCount } = this.#session.tree;
    const first = firstChild[node]!;
    for (let child = first; child < first + childCount[node]!; child++) if (this.allows(child)) return true;
    return false;
  }

  surveyed(): void {
    const { tree } = this.#session;
    this.#withinSeconds = new Float64Array(tree.size);
    for (let row = tree.size - 1; row >= 0; row--) this.#refresh(row);
  }

  exposed(_session: Session, hole: number): void {
    this.#changed(hole);
  }

  spent(_session: Session, hole: number): void {
    this.#changed(hole);
  }

  withdrawn(_session: Session, hole: number): void {
    this.#changed(hole);
  }

  #changed(hole: number): void {
    const { parent } = this.#session.tree;
    for (let row = hole; row >= 0; row = parent[row]!) this.#refresh(row);
  }

  #refresh(row: number): void {
    const { tree, plan } = this.#session;
    if (tree.isLeaf(row)) {
      this.#withinSeconds[row] = this.#session.isAvailable(row) ? 0 : Number.POSITIVE_INFINITY;
      return;
    }
    let least = Number.POSITIVE_INFINITY;
    const first = tree.firstChild[row]!;
    for (let child = first; child < first + tree.childCount[row]!; child++) {
      const within = this.#withinSeconds[child]!;
      if (within < least) least = Math.min(least, plan.latency.expectedSeconds(tree, row, child) + within);
    }
    this.#withinSeconds[row] = least;
  }
}
