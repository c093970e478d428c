import { groupLevelOf } from "../tree/tree-shape.js";
import type { Session } from "./session.js";

/** The `n`-th available hole below a node in the order of the tree, 0-based; −1 if there are not that many. */
export function nthAvailable(session: Session, node: number, n: number): number {
  const { tree, availableCount } = session;
  if (n >= availableCount[node]!) return -1;
  let at = node;
  let left = n;
  while (!tree.isLeaf(at)) {
    let child = tree.firstChild[at]!;
    while (left >= availableCount[child]!) left -= availableCount[child++]!;
    at = child;
  }
  return at;
}

/** The group that a hole, or a position in one, lies in; a node further up itself. */
export function groupOf({ tree }: Session, node: number): number {
  return tree.ancestor(node, groupLevelOf(tree.shape));
}
