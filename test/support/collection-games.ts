import fc from "fast-check";
import { FIRST_CANDIDATE, STOP, UP } from "../../env/collection/actions.js";
import { CollectionEnv, type CollectionLimits } from "../../env/collection/collection-env.js";
import type { CollectionObservation } from "../../env/collection/collection-observation.js";
import type { CollectionTask } from "../../env/collection/episode-starter.js";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import type { Start } from "../../env/scenario/scenario.js";
import type { Session } from "../../env/session/session.js";
import { fits } from "../../env/world/fits.js";
import type { LatencyModel } from "../../env/world/latency/latency-model.js";
import { episodeRandom, startHole } from "../../env/world/start.js";
import type { WorldData } from "../../env/world/world-data.js";
import { levelsLatency, noisyLatency, planOf } from "./plans.js";
import { legalActions } from "./play.js";
import { type Layout, layouts, smallWorld, sourceOf } from "./small-worlds.js";

/** What a test says of its environment; the rest is usual. */
export interface Given extends CollectionLimits {
  readonly data?: WorldData;
  readonly minutes?: number;
  readonly latency?: LatencyModel;
  readonly start?: Start;
}

/** An environment on a small world. */
export function environment(given: Given = {}): CollectionEnv {
  const { data = smallWorld(), minutes = 480, latency = levelsLatency, start = "outside", ...limits } = given;
  const task: CollectionTask = { source: sourceOf(data), plan: planOf(minutes, latency), start };
  return new CollectionEnv(task, limits);
}

/** The first seed whose episode begins at a hole. */
export function seedFor({ tree }: WorldData, id: string): number {
  for (let seed = 0; seed < 10_000; seed++) {
    if (startHole(tree, "random-hole", episodeRandom(new KeyedRandom(seed), 0)) === tree.row(id)) return seed;
  }
  throw new Error(`no seed begins at ${id}`);
}

/** Legal actions by id: children's ids, and STOP, UP, WAIT. */
export function legalWords(env: CollectionEnv, observation: CollectionObservation): string[] {
  const { tree, cursor } = env.session!;
  const words = ["STOP", "UP", "WAIT"];
  return legalActions(observation).map((a) => words[a] ?? tree.ids[tree.firstChild[cursor]! + a - FIRST_CANDIDATE]!);
}

/** The mask by its definition, each hole tried. */
export function expectedMask(session: Session, length: number): number[] {
  const { tree, cursor, place, remainingSeconds, clockSeconds, climbedAtSeconds, turnedAtSeconds } = session;
  const enterable = (child: number) => {
    if (tree.contains(child, place) && clockSeconds <= climbedAtSeconds) return false;
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
      if (!session.isAvailable(hole) || !tree.contains(child, hole)) continue;
      if (fits(session.expectedSeconds(hole), remainingSeconds)) return true;
    }
    return false;
  };
  const mask = new Array<number>(length).fill(0);
  mask[STOP] = 1;
  if (session.ended) return mask;
  for (let row = 1; row < tree.size; row++) {
    const parent = tree.parent[row]!;
    if (parent === cursor && enterable(row)) mask[FIRST_CANDIDATE + row - tree.firstChild[cursor]!] = 1;
    const beside = parent !== cursor && tree.contains(parent, cursor) && !tree.contains(row, cursor);
    if (beside && clockSeconds > turnedAtSeconds && enterable(row)) mask[UP] = 1;
  }
  return mask;
}

/** Choices of a player, from 0 to 1. */
export const draws = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
/** Small worlds, budgets, starts and latencies of all kinds. */
export const games = fc.record({
  layout: layouts,
  minutes: fc.integer({ min: 0, max: 90 }),
  start: fc.constantFrom<Start[]>("outside", "random-hole"),
  latency: fc.constantFrom(levelsLatency, noisyLatency),
  seed: fc.integer(),
});

/** The environment of one of the {@link games}. */
export function environmentOf({ layout, ...given }: Given & { readonly layout: Layout }): CollectionEnv {
  return environment({ ...given, data: smallWorld(layout) });
}
