import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import { RevealedTree } from "../../env/tree/revealed-tree.js";
import type { World } from "../../env/world/world.js";

/**
 * Which holes of a world can be exposed, found or not: those that a survey would find count, those behind something that
 * can't be reached in any try do not. For policies and bounds that know the truth.
 *
 * @example
 * const obtainable = new Obtainable(world, session);
 * obtainable.status(session)[hole] === TargetStatus.Available;
 */
export class Obtainable {
  /** 1 for rows that nobody can ever get to. */
  readonly #never: Uint8Array;
  readonly #anyNever: boolean;
  readonly #status: Uint8Array;
  /** 1 for rows that were given up, or lie in such. */
  readonly #gone: Uint8Array;

  /** @param session at its begin: where the stage stands then, it need not get to */
  constructor(world: World, session: Session) {
    const { tree, spent } = world.data;
    const { parent, size } = tree;
    const never = new Uint8Array(size);
    for (let row = 1; row < size; row++) {
      const reached = tree.contains(row, session.place) || world.triesToReach(row) < Number.POSITIVE_INFINITY;
      if (!reached || never[parent[row]!] === 1) never[row] = 1;
    }
    for (const hole of spent) never[hole] = 1;
    this.#never = never;
    this.#anyNever = never.includes(1);
    this.#status = new Uint8Array(size);
    this.#gone = new Uint8Array(size);
  }

  /** {@link TargetStatus} by row, Available for holes that can be exposed from now on. Overwritten by the next call. */
  status(session: Session): Uint8Array {
    const { tree } = session;
    if (!this.#anyNever && !(tree instanceof RevealedTree)) return session.status;
    const { parent, firstLeaf, size } = tree;
    const never = this.#never;
    const gone = this.#gone;
    const status = this.#status;
    for (let row = 1; row < size; row++) {
      const known = session.status[row]!;
      if (row < firstLeaf) {
        gone[row] = known !== TargetStatus.Available || gone[parent[row]!] === 1 ? 1 : 0;
        status[row] = known;
        continue;
      }
      const open = known === TargetStatus.Available || known === TargetStatus.Hidden;
      const stays = open && never[row] === 0 && gone[parent[row]!] === 0;
      status[row] = open ? (stays ? TargetStatus.Available : TargetStatus.Withdrawn) : known;
    }
    return status;
  }
}
