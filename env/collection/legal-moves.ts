import { expectedWaitSeconds } from "../session/result-timing.js";
import type { Session } from "../session/session.js";
import { fits } from "../world/fits.js";

/**
 * Which moves are legal where a session stands. No sequence of them returns to a state without time passing: UP is
 * legal only towards another node that can be entered; the cursor goes back down into what the stage stands in only if time
 * has passed since it went up, as what it went up for may have failed or not fit any more; and then up again only if time
 * has passed since.
 *
 * A child is legal if it may hold something to expose and the way into it, together with the least time that an
 * exposure below it takes, is expected to fit into what is left of the budget. As long as any way fits, that takes a
 * look at counts alone.
 *
 * @example
 * const legal = new LegalMoves();
 * legal.restart(session);
 * legal.allows(square); // something in it may be exposed in the time left
 */
export class LegalMoves {
  #session: Session | undefined;
  #mostSeconds = 0;
  #waitSeconds = 0;
  /** Least seconds from a node of each level to the end of an exposure below it. */
  readonly #leastBelow = new Float64Array(8);

  /** A session begins. */
  restart(session: Session): void {
    const { tree, plan } = session;
    this.#session = session;
    this.#mostSeconds = plan.latency.mostSeconds(tree);
    this.#waitSeconds = plan.results === undefined ? 0 : expectedWaitSeconds(plan.results);
    for (let level = 0; level < tree.leafLevel; level++) {
      this.#leastBelow[level] = plan.latency.leastSecondsBelow(tree, level);
    }
    this.#leastBelow[tree.leafLevel] = 0;
  }

  /** Whether an open row fits into the time left. */
  fits(row: number): boolean {
    const session = this.#session!;
    if (this.#mostSeconds <= session.remainingSeconds) return true;
    const seconds = session.expectedSeconds(row) + this.#leastBelow[session.tree.level[row]!]!;
    return fits(seconds, session.remainingSeconds);
  }

  /** Whether a child of the cursor can be entered or exposed now. */
  allows(child: number): boolean {
    const session = this.#session!;
    if (!session.isOpen(child)) return false;
    return session.tree.contains(child, session.place) ? this.#allowsReturn(child) : this.fits(child);
  }

  /** Whether some node above the cursor has another child that can be entered. */
  allowsUp(): boolean {
    const session = this.#session!;
    if (session.clockSeconds <= session.turnedAtSeconds) return false;
    const { parent } = session.tree;
    let below = session.cursor;
    for (let above = parent[below]!; above >= 0; above = parent[above]!) {
      if (this.#allowsBeside(above, below)) return true;
      below = above;
    }
    return false;
  }

  /** Whether there is a result to wait for, which is expected in time. */
  allowsWait(): boolean {
    const session = this.#session!;
    return session.pendingCount > 0 && fits(this.#waitSeconds, session.remainingSeconds);
  }

  /** Whether the cursor may go back down to an open node in which the stage stands, where something fits. */
  #allowsReturn(node: number): boolean {
    const session = this.#session!;
    if (session.clockSeconds <= session.climbedAtSeconds) return false;
    if (this.#mostSeconds <= session.remainingSeconds) return true;
    const { firstChild, childCount } = session.tree;
    const first = firstChild[node]!;
    for (let child = first; child < first + childCount[node]!; child++) if (this.allows(child)) return true;
    return false;
  }

  /** Whether a node has a child, other than the one that the stage stands in, that can be entered. */
  #allowsBeside(node: number, standing: number): boolean {
    const session = this.#session!;
    const others = session.openCount[node]! - (session.isOpen(standing) ? 1 : 0);
    if (others === 0) return false;
    if (this.#mostSeconds <= session.remainingSeconds) return true;
    const { firstChild, childCount } = session.tree;
    const first = firstChild[node]!;
    for (let child = first; child < first + childCount[node]!; child++) {
      if (child !== standing && session.isOpen(child) && this.fits(child)) return true;
    }
    return false;
  }
}
