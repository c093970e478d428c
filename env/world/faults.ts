import { type KeyedRandom, RandomKind } from "../random/keyed-random.js";
import type { TargetTree } from "../tree/target-tree.js";

/** How often a try to enter a target fails: time passes, nothing else changes, and it may be tried again. */
export interface Faults {
  /** Tries that a target gets before it is given up. */
  readonly tries: number;
  /** Whether the `nth` try (from 0) fails. A function of target and try, never of the order of events. */
  fails(tree: TargetTree, target: number, random: KeyedRandom, nth: number): boolean;
}

/** Chance that a try fails, by the name of the target's level; absent is never. */
export type FaultShares = Readonly<Record<string, number>>;

/**
 * Faults with a fixed chance at each level.
 *
 * @example levelFaults({ grid: 0.02, square: 0.01 }, 3)
 */
export function levelFaults(shares: FaultShares, tries: number): Faults {
  return {
    tries,
    fails(tree, target, random, nth) {
      const share = shares[tree.shape.levels[tree.level[target]!]!] ?? 0;
      return share > 0 && random.uniform(target, RandomKind.Fault, nth) < share;
    },
  };
}
