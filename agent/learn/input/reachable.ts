import type { Session } from "../../../env/session/session.js";
import { fits } from "../../../env/world/fits.js";
import { surveyFits } from "../../plan/unexplored.js";

/**
 * Whether something at or below a row can be reached and exposed, or surveyed, in the time left. As long as any way fits,
 * that takes a look at counts alone.
 *
 * @param mostSeconds of any way in the session's tree
 */
export function isReachable(session: Session, row: number, mostSeconds: number): boolean {
  if (!session.isOpen(row)) return false;
  const { tree, explored, remainingSeconds } = session;
  if (mostSeconds <= remainingSeconds) return true;
  if (tree.isLeaf(row)) return fits(session.expectedSeconds(row), remainingSeconds);
  if (explored[row] === 0) return surveyFits(session, row);
  const first = tree.firstChild[row]!;
  for (let child = first; child < first + tree.childCount[row]!; child++) {
    if (isReachable(session, child, mostSeconds)) return true;
  }
  return false;
}
