import { type KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { Scenario } from "../../../env/scenario/scenario.js";
import { type Episode, episodeOf, episodeRandom } from "../../../env/world/start.js";
import type { WorldSource } from "../../../env/world/world-source.js";

/** A scenario that is trained on. */
export interface TrainingScenario {
  readonly scenario: Scenario;
  readonly source: WorldSource;
  /** How often it is drawn beside others. */
  readonly weight: number;
}

/** An episode of one of several scenarios. */
export interface DrawnEpisode extends Episode {
  readonly scenario: Scenario;
  /** The episode's own. */
  readonly random: KeyedRandom;
}

/**
 * An episode of a scenario drawn by the weights, its budget the scenario's times a factor drawn between two.
 *
 * @param random of all episodes
 * @example const { world, start } = drawEpisode(scenarios, [0.5, 1], new KeyedRandom(1), 0);
 */
export function drawEpisode(
  scenarios: readonly TrainingScenario[],
  [low, high]: readonly [number, number],
  random: KeyedRandom,
  episode: number,
): DrawnEpisode {
  const own = episodeRandom(random, episode);
  const { scenario, source } = draw(scenarios, own.uniform(0, RandomKind.Episode));
  const factor = low + (high - low) * own.uniform(1, RandomKind.Episode);
  const plan = { ...scenario.plan, budgetSeconds: scenario.plan.budgetSeconds * factor };
  return { ...episodeOf({ ...scenario, source, plan }, own), scenario, random: own };
}

function draw(scenarios: readonly TrainingScenario[], uniform: number): TrainingScenario {
  let left = uniform * scenarios.reduce((sum, { weight }) => sum + weight, 0);
  for (const scenario of scenarios) {
    left -= scenario.weight;
    if (left < 0) return scenario;
  }
  return scenarios.at(-1)!;
}
