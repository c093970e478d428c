import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import { leastSecondsThrough } from "./unexplored.js";

/** What else than available holes is compared. */
export interface PromisingOptions {
  /** Takes the place of the session's; its holes that are Available are compared. */
  readonly status?: Uint8Array;
  /** Nodes to survey. Each counts as one hole, as far away as the nearest exposure that may follow its survey. */
  readonly nodes?: readonly number[];
  /** Value of each of the nodes. */
  readonly nodeValue?: number;
}

/**
 * Of the available holes whose value is at most `limit`, the one that is cheapest to reach, ties by the smaller
 * value, then by the order of finding; if there is none, the smallest value, ties by the cost, then by the order
 * of finding. A missing value (NaN) comes last.
 *
 * @param values by row; smaller is better, such as a predicted CTF resolution in ångström
 * @returns the row of a hole or of one of the nodes, or −1 if there is neither
 */
export function cheapestPromising(
  session: Session,
  values: Float64Array,
  limit: number,
  { status = session.status, nodes = [], nodeValue = Number.NaN }: PromisingOptions = {},
): number {
  const { tree } = session;
  let best = -1;
  let bestPromising = false;
  let bestFirst = Number.POSITIVE_INFINITY;
  let bestSecond = Number.POSITIVE_INFINITY;
  const compare = (target: number, given: number, isNode: boolean) => {
    const value = Number.isNaN(given) ? Number.POSITIVE_INFINITY : given;
    const promising = value <= limit;
    if (bestPromising && !promising) return;
    const seconds = isNode ? leastSecondsThrough(session, target) : session.expectedSeconds(target);
    const first = promising ? seconds : value;
    const second = promising ? value : seconds;
    const better =
      best === -1 ||
      promising !== bestPromising ||
      first < bestFirst ||
      (first === bestFirst &&
        (second < bestSecond || (second === bestSecond && tree.ordinal[target]! < tree.ordinal[best]!)));
    if (!better) return;
    best = target;
    bestPromising = promising;
    bestFirst = first;
    bestSecond = second;
  };
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    if (status[hole] === TargetStatus.Available) compare(hole, values[hole]!, false);
  }
  for (let i = 0; i < nodes.length; i++) compare(nodes[i]!, nodeValue, true);
  return best;
}
