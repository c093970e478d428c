import { RevealedTree } from "../tree/revealed-tree.js";
import type { TargetTree } from "../tree/target-tree.js";
import type { Session } from "./session.js";
import { TargetStatus } from "./target-status.js";

/** What a session knows of each row. */
export type SessionArrays = Pick<
  Session,
  | "status"
  | "good"
  | "ctfResolutionAngstrom"
  | "explored"
  | "openCount"
  | "availableCount"
  | "exposedCount"
  | "resultCount"
  | "goodCount"
>;

/** Nothing was exposed yet; of a {@link RevealedTree} nothing was found either. Allocates nothing. */
export function resetArrays(arrays: SessionArrays, tree: TargetTree): void {
  const { size, firstLeaf } = tree;
  const concealed = tree instanceof RevealedTree;
  arrays.status.fill(TargetStatus.Available, 0, concealed ? firstLeaf : size);
  if (concealed) arrays.status.fill(TargetStatus.Hidden, firstLeaf, size);
  arrays.good.fill(-1, 0, size);
  arrays.ctfResolutionAngstrom.fill(Number.NaN, 0, size);
  arrays.explored.fill(concealed ? 0 : 1, 0, firstLeaf);
  arrays.exposedCount.fill(0, 0, size);
  arrays.resultCount.fill(0, 0, size);
  arrays.goodCount.fill(0, 0, size);
  if (concealed) {
    arrays.openCount.fill(0, 0, size);
    arrays.availableCount.fill(0, 0, size);
  } else {
    arrays.availableCount.set(tree.leafCount);
    arrays.openCount.set(tree.filledChildCount);
  }
}

/**
 * The same knowledge in another order of rows, and nothing known of the rows that are new. What is open and available has
 * to be counted anew.
 *
 * @param rows for each row that was, the row that it is now
 * @param size rows that there are now
 */
export function arraysLaidOut(known: SessionArrays, rows: Int32Array, size: number): SessionArrays {
  return {
    status: scatter(known.status, rows, new Uint8Array(size)),
    good: scatter(known.good, rows, new Int8Array(size).fill(-1)),
    ctfResolutionAngstrom: scatter(known.ctfResolutionAngstrom, rows, new Float64Array(size).fill(Number.NaN)),
    explored: scatter(known.explored, rows, new Uint8Array(size)),
    openCount: new Int32Array(size),
    availableCount: new Int32Array(size),
    exposedCount: scatter(known.exposedCount, rows, new Int32Array(size)),
    resultCount: scatter(known.resultCount, rows, new Int32Array(size)),
    goodCount: scatter(known.goodCount, rows, new Int32Array(size)),
  };
}

function scatter<T extends Uint8Array | Int8Array | Int32Array | Float64Array>(from: T, rows: Int32Array, into: T): T {
  for (let i = 0; i < rows.length; i++) into[rows[i]!] = from[i]!;
  return into;
}
