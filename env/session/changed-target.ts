import type { TargetDescription } from "../tree/target-description.js";
import { TargetTree } from "../tree/target-tree.js";

/**
 * The tree with one target described anew.
 *
 * @throws RangeError if there is no such target, or its parent or level is another one
 */
export function withChanged(tree: TargetTree, target: TargetDescription): TargetTree {
  const row = tree.row(target.id);
  if (row === undefined || row === 0) throw new RangeError(`there is no target '${target.id}' to be changed`);
  const parent = tree.ids[tree.parent[row]!]!;
  if (tree.level[row] !== target.level || parent !== (target.parentId ?? "")) {
    throw new RangeError(`target '${target.id}' can't get another level or parent`);
  }
  const targets = tree.descriptions().map((other) => (other.id === target.id ? target : other));
  return TargetTree.from(targets, tree.shape);
}
