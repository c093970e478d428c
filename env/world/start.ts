import { type KeyedRandom, RandomKind } from "../random/keyed-random.js";
import type { Start } from "../scenario/scenario.js";
import type { TargetTree } from "../tree/target-tree.js";

/**
 * The randomness of one episode: its world, its start, its durations. The environment and the evaluation both take it
 * from here, so that the n-th episode of a seed is the same in both.
 *
 * @param random the seed's
 * @param episode 0 for the first
 * @example const random = episodeRandom(new KeyedRandom(7), 0);
 */
export function episodeRandom(random: KeyedRandom, episode: number): KeyedRandom {
  return random.derive(episode, RandomKind.Episode);
}

/**
 * The hole at which an episode begins, uniform among all, or undefined for a start from outside.
 *
 * @param random the episode's, as {@link episodeRandom} gives it
 * @example const session = world.begin(startHole(world.data.tree, scenario.start, random));
 */
export function startHole(tree: TargetTree, start: Start, random: KeyedRandom): number | undefined {
  const holes = tree.size - tree.firstLeaf;
  if (start === "outside" || holes === 0) return undefined;
  return tree.firstLeaf + random.integer(holes, 0, RandomKind.Start);
}
