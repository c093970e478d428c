import type { Session } from "../../env/session/session.js";

/**
 * Of the available holes whose value is at most `limit`, the one that is cheapest to reach, ties by the smaller
 * value, then by the order of finding; if there is none, the smallest value, ties by the cost, then by the order
 * of finding. A missing value (NaN) comes last.
 *
 * @param values by row; smaller is better, such as a predicted CTF resolution in ångström
 * @returns the hole's row, or −1 if no hole is available
 */
export function cheapestPromising(session: Session, values: Float64Array, limit: number): number {
  const { tree } = session;
  let best = -1;
  let bestPromising = false;
  let bestFirst = Number.POSITIVE_INFINITY;
  let bestSecond = Number.POSITIVE_INFINITY;
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    if (!session.isAvailable(hole)) continue;
    const value = Number.isNaN(values[hole]!) ? Number.POSITIVE_INFINITY : values[hole]!;
    const promising = value <= limit;
    if (bestPromising && !promising) continue;
    const seconds = session.expectedSeconds(hole);
    const first = promising ? seconds : value;
    const second = promising ? value : seconds;
    const better =
      best === -1 ||
      promising !== bestPromising ||
      first < bestFirst ||
      (first === bestFirst &&
        (second < bestSecond || (second === bestSecond && tree.ordinal[hole]! < tree.ordinal[best]!)));
    if (!better) continue;
    best = hole;
    bestPromising = promising;
    bestFirst = first;
    bestSecond = second;
  }
  return best;
}
