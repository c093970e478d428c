import type { RevealedTree } from "../tree/revealed-tree.js";
import type { TargetTree } from "../tree/target-tree.js";
import { isSurveyedOnEntry } from "../tree/tree-shape.js";
import type { Session } from "./session.js";
import { TargetStatus } from "./target-status.js";

/** How a session keeps its counts of what is below each row. Nothing here allocates. */

/** Adds to the counts of a row and of all above it. */
export function addUpwards({ parent }: TargetTree, counts: Int32Array, row: number, by: number): void {
  for (let at = row; at >= 0; at = parent[at]!) counts[at]! += by;
}

/** A row that was open is not any more, nor are those above it that have nothing else. */
export function close({ tree, openCount, explored }: Session, row: number): void {
  const { parent } = tree;
  for (let above = parent[row]!; above >= 0; above = parent[above]!) {
    openCount[above]!--;
    if (openCount[above] !== 0 || explored[above] === 0) return;
  }
}

/** A hole can't be exposed any more. */
export function makeUnavailable(session: Session, hole: number): void {
  addUpwards(session.tree, session.availableCount, hole, -1);
  close(session, hole);
}

/** Lets a tree show what lies below a node. @returns holes found there */
export function revealBelow(session: Session, tree: RevealedTree, node: number): number {
  const { status, explored, availableCount, openCount } = session;
  const first = tree.firstChild[node]!;
  tree.reveal(node);
  explored[node] = 1;
  const last = first + tree.childCount[node]!;
  if (first >= tree.firstLeaf) {
    status.fill(TargetStatus.Available, first, last);
    availableCount.fill(1, first, last);
    availableCount[node] = last - first;
    openCount[node] = last - first;
    return last - first;
  }
  if (last > first && isSurveyedOnEntry(tree.shape, tree.level[first]!)) {
    openCount[node] = last - first;
    return 0;
  }
  let available = 0;
  let open = 0;
  for (let child = first; child < last; child++) {
    available += revealBelow(session, tree, child);
    if (openCount[child] !== 0) open++;
  }
  availableCount[node] = available;
  openCount[node] = open;
  return available;
}

/** Nothing below a node, itself included, can be entered or exposed any more. */
export function withdrawBelow({ tree, status, availableCount }: Session, node: number): void {
  for (let row = node; row < tree.size; row++) {
    if (status[row] !== TargetStatus.Available || !tree.contains(node, row)) continue;
    status[row] = TargetStatus.Withdrawn;
    if (tree.isLeaf(row)) addUpwards(tree, availableCount, row, -1);
  }
}

/** Counts what is available and open from the holes' states. */
export function countAnew({ tree, status, explored, availableCount, openCount }: Session): void {
  const { size, firstLeaf, parent } = tree;
  availableCount.fill(0, 0, firstLeaf);
  openCount.fill(0, 0, size);
  for (let row = size - 1; row > 0; row--) {
    const available = status[row] === TargetStatus.Available;
    if (row >= firstLeaf) availableCount[row] = available ? 1 : 0;
    const above = parent[row]!;
    availableCount[above]! += availableCount[row]!;
    if (available && (row >= firstLeaf || explored[row] === 0 || openCount[row] !== 0)) openCount[above]!++;
  }
}
