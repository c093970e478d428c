import type { Session } from "../session/session.js";
import { FIRST_CANDIDATE, STOP, UP } from "./actions.js";
import type { Reach } from "./reach.js";

/**
 * Writes which actions are legal, 1 or 0 each. No sequence of them returns to a state without time passing: UP is
 * offered only towards another node that can be entered, and what the stage stands in can't be entered again.
 *
 * @param mask 3 entries and one for each child that a node may have
 * @returns whether anything but STOP is legal
 */
export function writeActionMask(session: Session, reach: Reach, mask: Uint8Array): boolean {
  mask.fill(0);
  mask[STOP] = 1;
  if (session.ended) return false;
  const { tree, cursor } = session;
  const first = tree.firstChild[cursor]!;
  let any = false;
  for (let i = 0; i < tree.childCount[cursor]!; i++) {
    if (!reach.allows(first + i)) continue;
    mask[FIRST_CANDIDATE + i] = 1;
    any = true;
  }
  for (let above = tree.parent[cursor]!; above >= 0 && mask[UP] === 0; above = tree.parent[above]!) {
    if (reach.allowsBelow(above)) mask[UP] = 1;
  }
  return any || mask[UP] === 1;
}
