import { type KeyedRandom, RandomKind } from "../random/keyed-random.js";
import type { Start } from "../scenario/scenario.js";
import type { SessionPlan } from "../session/session-plan.js";
import type { TargetTree } from "../tree/target-tree.js";
import type { Faults } from "./faults.js";
import { World, type WorldStart } from "./world.js";
import type { WorldSource } from "./world-source.js";

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
 * @example const session = world.begin({ hole: startHole(world.data.tree, scenario.start, random) });
 */
export function startHole(tree: TargetTree, start: Start, random: KeyedRandom): number | undefined {
  const holes = tree.size - tree.firstLeaf;
  if (start === "outside" || holes === 0) return undefined;
  return tree.firstLeaf + random.integer(holes, 0, RandomKind.Start);
}

/** What episodes are played on: where worlds come from, what a session is for, and what may go wrong. */
export interface EpisodeTask {
  readonly source: WorldSource;
  readonly plan: SessionPlan;
  readonly start: Start;
  readonly faults?: Faults | undefined;
}

/** One episode, ready to begin. */
export interface Episode {
  readonly world: World;
  /** For {@link World.begin}. */
  readonly start: WorldStart;
}

/**
 * The episode of a randomness.
 *
 * @param random the episode's, as {@link episodeRandom} gives it
 * @param options where it begins instead
 * @example
 * const { world, start } = episodeOf({ source, plan, start: "outside" }, episodeRandom(new KeyedRandom(7), 0));
 * const session = world.begin(start);
 */
export function episodeOf(
  task: EpisodeTask,
  random: KeyedRandom,
  options: { readonly nthHole?: number } = {},
): Episode {
  const { source, plan, start, faults } = task;
  const data = source.create(random);
  const { nthHole } = options;
  const hole = nthHole === undefined ? startHole(data.tree, start, random) : data.tree.firstLeaf + nthHole;
  return { world: new World(data, plan, random, { faults }), start: { hole, concealed: source.survey !== "complete" } };
}
