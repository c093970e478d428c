import { type KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import type { Session } from "../../env/session/session.js";
import { TargetTree } from "../../env/tree/target-tree.js";
import { type EpisodeTask, episodeOf, episodeRandom } from "../../env/world/start.js";
import type { WorldSource } from "../../env/world/world-source.js";
import { runEpisode } from "../evaluate/run-episode.js";
import type { Policy } from "../policy.js";

/** A session as it began, and in which order a policy's results came in. */
export interface Visits {
  /** Nothing was exposed in it. */
  readonly begun: Session;
  /** Leaves by row of the session's tree. */
  readonly leaves: readonly number[];
  readonly good: readonly boolean[];
}

/**
 * Lets a policy run some episodes of surveyed worlds, and writes down what it visited.
 *
 * @param task with worlds that are surveyed completely: rows stay what they are
 * @param random the seed's
 * @example recordVisits(task, () => policies.get("index").create(), 20, new KeyedRandom(1))
 */
export function recordVisits(
  task: EpisodeTask,
  createPolicy: () => Policy,
  episodes: number,
  random: KeyedRandom,
): Visits[] {
  return Array.from({ length: episodes }, (_, k) => {
    const ofEpisode = episodeRandom(random, k);
    const { world, start } = episodeOf(task, ofEpisode);
    const leaves: number[] = [];
    const good: boolean[] = [];
    const resulted = (session: Session, leaf: number) => {
      leaves.push(leaf);
      good.push(session.good[leaf] === 1);
    };
    const policyRandom = ofEpisode.stream(0, RandomKind.Policy);
    runEpisode(world, createPolicy(), { start, random: policyRandom, listeners: [{ resulted }] });
    return { begun: world.begin(start), leaves, good };
  });
}

/**
 * The same worlds with all features missing but some.
 *
 * @param keeps whether a feature of a level stays
 */
export function withFeatures(source: WorldSource, keeps: (level: string, feature: string) => boolean): WorldSource {
  return {
    ...source,
    create(random) {
      const data = source.create(random);
      const { shape } = data.tree;
      const features = data.tree.arrays.features.map((values, level) => {
        const kept = shape.features.levels[level]!.map(({ name }) => keeps(shape.levels[level]!, name));
        return values.map((value, i) => (kept[i % kept.length] === true ? value : Number.NaN));
      });
      return { ...data, tree: new TargetTree({ ...data.tree.arrays, features }) };
    },
  };
}
