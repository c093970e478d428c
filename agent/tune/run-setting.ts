import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import { episodeOf, episodeRandom } from "../../env/world/start.js";
import { clairvoyantBound } from "../evaluate/clairvoyant-bound.js";
import { buildPolicy } from "../evaluate/policy-by-name.js";
import { runEpisode } from "../evaluate/run-episode.js";
import type { EpisodeKey, TuningLog, TuningRecord } from "./tuning-log.js";
import type { TuningTask } from "./tuning-task.js";

/**
 * Runs one episode for each of some policies, those that the log knows left out. Episode k of a seed has the same world,
 * start and keyed randomness for all of them, and for `cryogym evaluate`.
 *
 * @param done hears of each policy's episode
 * @returns by policy, in order
 */
export function runEpisodeOf(
  { scenario, source, budgetMinutes, digest }: TuningTask,
  specs: readonly string[],
  { seed, episode, version }: { readonly seed: number; readonly episode: number; readonly version: string },
  log: TuningLog,
  done: () => void,
): TuningRecord[] {
  const random = episodeRandom(new KeyedRandom(seed), episode);
  const plan = { ...scenario.plan, budgetSeconds: budgetMinutes * 60 };
  let drawn: ReturnType<typeof draw> | undefined;
  const draw = () => {
    const { world, start } = episodeOf({ ...scenario, source, plan }, random);
    return { world, start, bound: clairvoyantBound(world, world.begin(start)) };
  };
  return specs.map((policy) => {
    const key: EpisodeKey = {
      schemaVersion: 1,
      scenario: scenario.name,
      digest,
      budgetMinutes,
      policy,
      seed,
      episode,
      version,
    };
    let record = log.find(key);
    if (record === undefined) {
      drawn ??= draw();
      const { world, start, bound } = drawn;
      const session = runEpisode(world, buildPolicy(policy, world), {
        start,
        random: random.stream(0, RandomKind.Policy),
      });
      record = log.add({ ...key, return: world.returnOf(session), bound });
    }
    done();
    return record;
  });
}
