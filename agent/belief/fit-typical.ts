import type { TargetTree } from "../../env/tree/target-tree.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { Prior } from "./prior.js";
import { addShareMeans } from "./share-means.js";

/** Numbers by which a prior describes the chances of a square's holes. */
const CHANCES = 8;

/**
 * What squares are like in worlds: numbers of children by level, and the chances of a square's holes.
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
  const sum = new Float64Array(CHANCES);
  let squares = 0;
  trees.forEach((tree, k) => {
    for (const known of bySquare(tree, chances[k]!)) {
      if (known.length === 0) continue;
      addShareMeans(Float64Array.from(known), sum);
      squares++;
    }
  });
  return { children: Object.fromEntries(children), chances: [...sum].map((value) => round(value / squares)) };
}

/** Values of the holes of each square, missing ones left out. */
function bySquare(tree: TargetTree, values: Float64Array): number[][] {
  const level = groupLevelOf(tree.shape) - 1;
  const squares = Array.from({ length: rows(tree, level) }, (): number[] => []);
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    if (!Number.isNaN(values[hole]!))
      squares[tree.ancestor(hole, level) - tree.levelStart[level]!]!.push(values[hole]!);
  }
  return squares;
}

function rows(tree: TargetTree, level: number): number {
  return tree.levelStart[level + 1]! - tree.levelStart[level]!;
}

/** To four digits. */
export function round(value: number): number {
  return Number(value.toPrecision(4));
}
