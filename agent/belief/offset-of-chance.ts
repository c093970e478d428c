import type { Belief } from "./belief.js";

/** Beyond this no offset of any belief leaves a chance that differs from 0 or 1. */
const MOST_OFFSET = 40;

/**
 * What features would have to say of a leaf yet to be found below a node for it to have a chance.
 *
 * @returns in the unit of {@link Belief.offset}
 * @example offsetOfChance(belief, 0, 0.5)
 */
export function offsetOfChance(belief: Pick<Belief, "chanceBelow">, node: number, chance: number): number {
  let low = -MOST_OFFSET;
  let high = MOST_OFFSET;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (belief.chanceBelow(node, middle) < chance) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
