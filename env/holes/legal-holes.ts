import type { Session } from "../session/session.js";
import type { SessionListener } from "../session/session-listener.js";
import { TargetStatus } from "../session/target-status.js";
import { fits } from "../world/fits.js";
import type { HolesRows } from "./holes-rows.js";

/**
 * The mask of `CryoEM/Holes-v0`, kept current: as long as any way fits into the time left, a hole's entry changes with
 * the hole alone; after that groups are tried one by one, since all holes of a group take the same time.
 */
export class LegalHoles implements SessionListener {
  #mostSeconds = 0;
  /** 1 for each group whose available holes are legal. By row. */
  readonly #groupFits: Uint8Array;
  readonly #rows: HolesRows;
  readonly #into: { readonly mask: Uint8Array };
  #lastCount = 0;

  /** @param into holds an entry for STOP and one for each hole; may be exchanged for one of the same content */
  constructor(rows: HolesRows, mostNodes: number, into: { readonly mask: Uint8Array }) {
    this.#rows = rows;
    this.#groupFits = new Uint8Array(mostNodes);
    this.#into = into;
  }

  /** A session begins. */
  restart(session: Session): void {
    const { tree, plan } = session;
    const { order } = this.#rows;
    const { mask } = this.#into;
    this.#mostSeconds = plan.latency.mostSeconds(tree);
    this.#groupFits.fill(1, 0, tree.firstLeaf);
    mask[0] = 1;
    mask.fill(1, 1, order.length + 1);
    if (session.availableCount[0] !== order.length) {
      const { status } = session;
      for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
        if (status[hole] !== TargetStatus.Available) mask[this.#rows.placeOf(hole) + 1] = 0;
      }
    }
    if (order.length < this.#lastCount) mask.fill(0, order.length + 1, this.#lastCount + 1);
    this.#lastCount = order.length;
  }

  /** Writes the whole mask anew from the session. */
  rebuild(session: Session): void {
    const { mask } = this.#into;
    const { order } = this.#rows;
    mask.fill(0);
    mask[0] = 1;
    order.forEach((hole, i) => {
      mask[i + 1] = !session.ended && this.allows(session, hole) ? 1 : 0;
    });
    order.forEach((hole, i) => {
      if (session.isAvailable(hole)) this.#groupFits[session.tree.parent[hole]!] = mask[i + 1]!;
    });
  }

  exposed(_session: Session, hole: number): void {
    this.#into.mask[this.#rows.placeOf(hole) + 1] = 0;
  }

  withdrawn({ tree }: Session, node: number): void {
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
      if (tree.contains(node, hole)) this.#into.mask[this.#rows.placeOf(hole) + 1] = 0;
    }
  }

  /** Whether a hole is available and its whole way fits. */
  allows(session: Session, hole: number): boolean {
    if (!session.isAvailable(hole)) return false;
    return this.#timeIsPlenty(session) || fits(session.expectedSeconds(hole), session.remainingSeconds);
  }

  /**
   * Brings the mask up to date with stage and clock.
   *
   * @returns whether any hole is legal
   */
  update(session: Session): boolean {
    const { mask } = this.#into;
    if (session.ended) {
      mask.fill(0, 1, this.#lastCount + 1);
      return false;
    }
    if (this.#timeIsPlenty(session)) return session.availableCount[0] !== 0;
    const { tree, availableCount } = session;
    const { firstChild, childCount } = tree;
    const level = tree.leafLevel - 1;
    let any = false;
    for (let node = tree.levelStart[level]!; node < tree.levelStart[level + 1]!; node++) {
      if (availableCount[node] === 0) continue;
      const first = firstChild[node]!;
      let hole = first;
      const end = first + childCount[node]!;
      while (hole < end && !session.isAvailable(hole)) hole++;
      if (hole === end) continue;
      const allowed = fits(session.expectedSeconds(hole), session.remainingSeconds) ? 1 : 0;
      if (allowed === 1) any = true;
      if (this.#groupFits[node] === allowed) continue;
      this.#groupFits[node] = allowed;
      for (; hole < end; hole++) {
        if (session.isAvailable(hole)) mask[this.#rows.placeOf(hole) + 1] = allowed;
      }
    }
    return any;
  }

  #timeIsPlenty(session: Session): boolean {
    return this.#mostSeconds <= session.remainingSeconds;
  }
}
