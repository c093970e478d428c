import type { TargetTree } from "../../../env/tree/target-tree.js";
import type { KernelFeature } from "./kernel-parameters.js";

/** Standardised features are cut here: those of a broken square, say, do not count for more. */
const MOST_DEVIATIONS = 4;

/** Features of leaves as a kernel takes them. */
export interface StandardisedFeatures {
  /** Of each leaf, by feature: the standardised value, 0 where missing; and 1 where missing, else 0. [leaves × dimensions] */
  readonly values: Float64Array;
  /** Twice the number of features. */
  readonly dimensions: number;
  /** Whether some leaf has a feature or, if there are no leaves, whether the session's schema names one. */
  readonly hasFeatures: boolean;
}

/** Where a feature's values before standardisation come from. */
export type FeatureSource = Pick<KernelFeature, "level" | "name" | "logarithm">;

/**
 * Reads and standardises features of leaves: of the leaf itself, or of the node above it whose level has the feature.
 *
 * @param leaves rows of the tree
 */
export function standardisedFeatures(
  tree: TargetTree,
  leaves: ArrayLike<number>,
  features: readonly (FeatureSource & Pick<KernelFeature, "mean" | "sd">)[],
): StandardisedFeatures {
  const dimensions = 2 * features.length;
  const values = new Float64Array(leaves.length * dimensions);
  let known = 0;
  let named = 0;
  features.forEach((feature, f) => {
    const read = featureReader(tree, feature);
    if (read === undefined) {
      for (let i = 0; i < leaves.length; i++) values[i * dimensions + 2 * f + 1] = 1;
      return;
    }
    named++;
    for (let i = 0; i < leaves.length; i++) {
      const value = (read(leaves[i]!) - feature.mean) / feature.sd;
      const at = i * dimensions + 2 * f;
      if (Number.isFinite(value)) {
        values[at] = Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, value));
        known++;
      } else {
        values[at + 1] = 1;
      }
    }
  });
  return { values, dimensions, hasFeatures: leaves.length === 0 ? named > 0 : known > 0 };
}

/** Gives a leaf's value of a feature, not finite where missing; undefined if the tree's schema lacks the feature. */
export function featureReader(
  tree: TargetTree,
  { level: levelName, name, logarithm }: FeatureSource,
): ((leaf: number) => number) | undefined {
  const level = tree.shape.levels.indexOf(levelName);
  const index = level === -1 ? -1 : tree.featureIndex(level, name);
  if (index === -1) return undefined;
  return (leaf) => {
    const raw = tree.feature(tree.ancestor(leaf, level), index);
    return logarithm ? Math.log(raw) : raw;
  };
}
