import { addShareMeans } from "./share-means.js";

/** Kinds of groups by which squares are described, and equal shares of the leaves of each. */
export const GROUP_KINDS = 5;
export const LEAF_SHARES = 6;
/** Kinds of squares by which grids are described. */
export const SQUARE_KINDS = 5;

/**
 * Adds to `into` what groups are like: {@link GROUP_KINDS} equal shares of them, the least promising first, and of each
 * the means of {@link LEAF_SHARES} equal shares of its leaves. A group on a border counts in part on both sides.
 *
 * How much groups differ counts: a survey shows which are which, so that only the good ones need be gone to.
 *
 * @param groups what is known of the leaves of each, at least one group and one leaf; they are sorted in place
 * @param into by kind and share [kinds × shares]
 */
export function addTypicalGroups(groups: readonly Float64Array[], into: Float64Array): Float64Array {
  const shares = groups
    .map((leaves) => addShareMeans(leaves, new Float64Array(LEAF_SHARES)))
    .sort((a, b) => total(a) - total(b));
  const width = shares.length / GROUP_KINDS;
  for (let kind = 0; kind < GROUP_KINDS; kind++) {
    const from = kind * width;
    const to = from + width;
    for (let i = Math.floor(from); i < shares.length && i < to; i++) {
      const part = (Math.min(to, i + 1) - Math.max(from, i)) / width;
      for (let s = 0; s < LEAF_SHARES; s++) into[kind * LEAF_SHARES + s]! += part * shares[i]![s]!;
    }
  }
  return into;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
