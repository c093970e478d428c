import { KeyedRandom, RandomKind } from "../random/keyed-random.js";
import type { Start } from "../scenario/scenario.js";
import type { TargetTree } from "../tree/target-tree.js";

/**
 * The randomness of one episode: its world, its start, its durations. The environment and the evaluation both take it
 * from here, so that the n-th episode of a seed is the same in both.
 *
 * @param seed any integer; its low 32 bits count
 * @param episode 0 for the first
 */
export function episodeRandom(seed: number, episode: number): KeyedRandom {
  return new KeyedRandom(seed).derive(episode, RandomKind.Episode);
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
