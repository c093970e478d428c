import type { TargetTree } from "../tree/target-tree.js";
import { leavesBelow } from "./tree-walk.js";

/** What a map shows of holes that are not exposed: a quarter of the known ones, by what is predicted of them. */
export interface PredictionRanks {
  /** The feature's name, such as `predicted_ctf_resolution_angstrom`. */
  readonly feature: string;
  /** By row of a leaf: 3 for the best quarter, 0 for the worst; leaves without a prediction are absent. */
  readonly quarter: ReadonlyMap<number, number>;
}

/**
 * Ranks the known leaves by their level's first feature whose name begins with `predicted_`: of a resolution (ångström)
 * less is better, of anything else more. Equal predictions share a quarter.
 *
 * @returns undefined where nothing is predicted
 */
export function rankPredictions(tree: TargetTree): PredictionRanks | undefined {
  const features = tree.shape.features.levels[tree.leafLevel] ?? [];
  const index = features.findIndex(({ name }) => name.startsWith("predicted_"));
  if (index === -1) return undefined;
  const sign = features[index]!.unit === "angstrom" ? -1 : 1;
  const known = leavesBelow(tree, 0)
    .map((leaf) => ({ leaf, value: sign * tree.feature(leaf, index) }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => a.value - b.value);
  if (known.length === 0) return undefined;
  const quarter = new Map<number, number>();
  let first = 0;
  known.forEach(({ leaf, value }, i) => {
    if (value !== known[first]!.value) first = i;
    quarter.set(leaf, Math.floor((4 * first) / known.length));
  });
  return { feature: features[index]!.name, quarter };
}
