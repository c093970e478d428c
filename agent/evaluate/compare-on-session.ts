import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import type { Scenario } from "../../env/scenario/scenario.js";
import { type SessionEvent, SessionRecorder } from "../../env/session/session-recorder.js";
import { episodeRandom, startHole } from "../../env/world/start.js";
import { World, type WorldSource } from "../../env/world/world.js";
import { clairvoyantBound } from "./clairvoyant-bound.js";
import { buildPolicy } from "./policy-by-name.js";
import { type EpisodeOptions, runEpisode } from "./run-episode.js";

/** One session in simulation: the first episode of a seed, as `evaluate` and the simulated microscope run it. */
export interface FirstEpisode {
  readonly world: World;
  readonly startHole: number | undefined;
  readonly bound: number;
  /** Runs a policy in it from the start. @param watch hears of decisions and events as they come */
  run(policy: string, watch?: Pick<EpisodeOptions, "listeners" | "decided" | "begun">): SessionEvent[];
}

/** Sets up the first episode of a seed, for comparing policies on one and the same session. */
export function firstEpisode(scenario: Scenario, source: WorldSource, seed: number): FirstEpisode {
  const random = episodeRandom(new KeyedRandom(seed), 0);
  const data = source.create(random);
  const world = new World(data, scenario.plan, random);
  const start = startHole(data.tree, scenario.start, random);
  return {
    world,
    startHole: start,
    bound: clairvoyantBound(world, world.begin(start)),
    run(policy, watch = {}) {
      const recorder = new SessionRecorder();
      runEpisode(world, buildPolicy(policy, world), {
        ...(start === undefined ? {} : { startHole: start }),
        random: random.stream(0, RandomKind.Policy),
        ...watch,
        listeners: [recorder, ...(watch.listeners ?? [])],
      });
      return recorder.events;
    },
  };
}
