import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import type { Scenario } from "../../env/scenario/scenario.js";
import { type SessionEvent, SessionRecorder } from "../../env/session/session-recorder.js";
import { episodeOf, episodeRandom } from "../../env/world/start.js";
import type { World } from "../../env/world/world.js";
import type { WorldSource } from "../../env/world/world-source.js";
import { clairvoyantBound } from "./clairvoyant-bound.js";
import { buildPolicy } from "./policy-by-name.js";
import { type EpisodeOptions, runEpisode } from "./run-episode.js";

/** One session in simulation: an episode of a seed, as `evaluate` and the simulated microscope run it. */
export interface SessionEpisode {
  readonly world: World;
  readonly startHole: number | undefined;
  readonly bound: number;
  /** Runs a policy in it from the start. @param watch hears of decisions and events as they come */
  run(policy: string, watch?: Pick<EpisodeOptions, "listeners" | "decided" | "begun">): SessionEvent[];
}

/** Sets up the first episode of a seed, for comparing policies on one and the same session. */
export function firstEpisode(scenario: Scenario, source: WorldSource, seed: number): SessionEpisode {
  return nthEpisode(scenario, source, seed, 0);
}

/** The same for the n-th episode (from 0). @param allStarts it starts at the n-th hole of the one world there is */
export function nthEpisode(
  scenario: Scenario,
  source: WorldSource,
  seed: number,
  nth: number,
  allStarts = false,
): SessionEpisode {
  const random = episodeRandom(new KeyedRandom(seed), allStarts ? 0 : nth);
  const { world, start } = episodeOf({ ...scenario, source }, random, allStarts ? { nthHole: nth } : {});
  return {
    world,
    startHole: start.hole,
    bound: clairvoyantBound(world, world.begin(start)),
    run(policy, watch = {}) {
      const recorder = new SessionRecorder();
      runEpisode(world, buildPolicy(policy, world), {
        start,
        random: random.stream(0, RandomKind.Policy),
        ...watch,
        listeners: [recorder, ...(watch.listeners ?? [])],
      });
      return recorder.events;
    },
  };
}
