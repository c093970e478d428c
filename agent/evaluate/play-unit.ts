import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import type { Scenario } from "../../env/scenario/scenario.js";
import { type Episode, episodeOf, episodeRandom } from "../../env/world/start.js";
import { World } from "../../env/world/world.js";
import type { WorldSource } from "../../env/world/world-source.js";
import type { Policy } from "../policy.js";
import { ClairvoyantBound } from "./clairvoyant-bound.js";
import { type EpisodeFailure, type EpisodeKey, failureOf } from "./episode-failure.js";
import { type EpisodeMeasures, EpisodeMeter } from "./episode-meter.js";
import type { EpisodeRecord } from "./episode-record.js";
import { buildPolicy } from "./policy-by-name.js";

/** The policy whose return is the reference of every episode. */
export const REFERENCE = "raster";

/** A scenario that is evaluated, its world open. */
export interface EvaluatedScenario {
  readonly scenario: Scenario;
  readonly source: WorldSource;
  /** Episode k starts at the k-th hole of the one world there is. */
  readonly allStarts: boolean;
}

/** Policies that play one episode with one budget. */
export interface EpisodeRuns {
  readonly budgetMinutes: number;
  readonly policies: readonly string[];
  /** Bound and reference, where they are known from earlier. */
  readonly known?: Pick<EpisodeRecord, "bound" | "raster">;
}

/** One episode of one scenario: what is worked on in one go, since its world is made once. */
export interface EpisodeUnit {
  /** Place among the scenarios of the evaluation. */
  readonly scenario: number;
  readonly episode: number;
  readonly runs: readonly EpisodeRuns[];
}

/** What comes of a unit, run by run. */
export type EpisodeResult = { readonly record: EpisodeRecord } | { readonly failure: EpisodeFailure };

export interface PlayOptions {
  readonly seed: number;
  /** How a policy is made by its name; the reference is always the registry's. Default: from the registries. */
  readonly build?: (name: string, world: World) => Policy;
}

const meter = new EpisodeMeter();

/**
 * Plays one episode: every budget and policy of it in the same world, with the same start and keyed randomness. What
 * comes of a run depends on nothing but scenario, policy, budget, seed and episode. A run that throws gives a failure,
 * and the next one goes on.
 *
 * @example for (const result of playUnit(evaluated, unit, { seed: 1 })) if ("record" in result) print(result.record);
 */
export function* playUnit(
  evaluated: EvaluatedScenario,
  { episode, runs }: EpisodeUnit,
  { seed, build = buildPolicy }: PlayOptions,
): Generator<EpisodeResult> {
  const { scenario, allStarts } = evaluated;
  const random = episodeRandom(new KeyedRandom(seed), allStarts ? 0 : episode);
  const measure = ({ world, start }: Episode, policy: Policy) =>
    meter.run(world, policy, { start, random: random.stream(0, RandomKind.Policy) });
  let played: Episode | undefined;
  let bound: ClairvoyantBound | undefined;
  for (const { budgetMinutes, policies, known } of runs) {
    const key = (policy: string) => ({ scenario: scenario.name, policy, budgetMinutes, seed, episode });
    let reference: EpisodeMeasures | undefined;
    let references: Pick<EpisodeRecord, "bound" | "raster">;
    try {
      played = withBudget(evaluated, played, budgetMinutes, random, episode);
      const { world, start } = played;
      if (known === undefined || policies.includes(REFERENCE))
        reference = measure(played, buildPolicy(REFERENCE, world));
      if (known === undefined) bound ??= new ClairvoyantBound(world, world.begin(start));
      references = known ?? { bound: bound!.within(world.plan.budgetSeconds), raster: reference!.return };
    } catch (error) {
      for (const policy of policies) yield { failure: failureOf(key(policy), error) };
      continue;
    }
    for (const policy of policies) {
      let result: EpisodeResult;
      try {
        const isMeasured = policy === REFERENCE && reference !== undefined;
        const measures = isMeasured ? reference! : measure(played, build(policy, played.world));
        result = { record: recordOf(key(policy), measures, references) };
      } catch (error) {
        result = { failure: failureOf(key(policy), error) };
      }
      yield result;
    }
  }
}

/** The episode with a budget, in the world that was made for it already if there is one. */
function withBudget(
  { scenario, source, allStarts }: EvaluatedScenario,
  made: Episode | undefined,
  budgetMinutes: number,
  random: KeyedRandom,
  episode: number,
): Episode {
  const plan = { ...scenario.plan, budgetSeconds: budgetMinutes * 60 };
  if (made !== undefined)
    return { ...made, world: new World(made.world.data, plan, random, { faults: scenario.faults }) };
  return episodeOf({ ...scenario, source, plan }, random, allStarts ? { nthHole: episode } : {});
}

function recordOf(
  key: EpisodeKey,
  { return: value, ...measures }: EpisodeMeasures,
  references: Pick<EpisodeRecord, "bound" | "raster">,
): EpisodeRecord {
  return { schemaVersion: 1, ...key, return: value, ...references, ...measures };
}
