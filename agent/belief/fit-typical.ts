import type { TargetTree } from "../../env/tree/target-tree.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { Prior } from "./prior.js";
import { addTypicalGroups, GROUP_KINDS, LEAF_SHARES } from "./typical-groups.js";

/**
 * What squares are like in worlds: numbers of children by level, and the chances of the holes of their groups.
 *
 * @param chances by world and row, NaN where the feature is missing
 */
export function fitTypical(trees: readonly TargetTree[], chances: readonly Float64Array[]): Prior["typical"] {
  const { shape } = trees[0]!;
  const groupLevel = groupLevelOf(shape);
  const children = shape.levels.slice(1, groupLevel + 1).map((name, i) => {
    const parents = trees.reduce((sum, tree) => sum + rows(tree, i + 1), 0);
    return [name, round(trees.reduce((sum, tree) => sum + rows(tree, i + 2), 0) / parents)] as const;
  });
  const groups = trees.flatMap((tree, k) => byGroup(tree, chances[k]!)).filter((known) => known.length > 0);
  return { children: Object.fromEntries(children), chances: typicalGroups(groups) };
}

/** {@link addTypicalGroups} as a prior has it. */
export function typicalGroups(groups: readonly Float64Array[]): number[][] {
  const flat = addTypicalGroups(groups, new Float64Array(GROUP_KINDS * LEAF_SHARES));
  return Array.from({ length: GROUP_KINDS }, (_, kind) =>
    Array.from(flat.subarray(kind * LEAF_SHARES, (kind + 1) * LEAF_SHARES), round),
  );
}

/** Values of the leaves of each group, missing ones left out. */
export function byGroup(tree: TargetTree, values: Float64Array): Float64Array[] {
  const level = groupLevelOf(tree.shape);
  const groups = Array.from({ length: rows(tree, level) }, (): number[] => []);
  for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
    if (!Number.isNaN(values[leaf]!)) groups[tree.ancestor(leaf, level) - tree.levelStart[level]!]!.push(values[leaf]!);
  }
  return groups.map((known) => Float64Array.from(known));
}

function rows(tree: TargetTree, level: number): number {
  return tree.levelStart[level + 1]! - tree.levelStart[level]!;
}

/** To four digits. */
export function round(value: number): number {
  return Number(value.toPrecision(4));
}
