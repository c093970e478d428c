import type { Session } from "./session.js";
import type { TargetStatus } from "./target-status.js";

/** @param verb what can't be done with the hole otherwise @throws RangeError */
export function requireStatus(
  { tree, status: known }: Session,
  hole: number,
  status: TargetStatus,
  verb: string,
): void {
  if (tree.isLeaf(hole) && known[hole] === status) return;
  throw new RangeError(
    `target '${tree.ids[hole]}' can't be ${verb}: it is no hole or its status is ${known[hole]}, not ${status}`,
  );
}
