import type { Objective } from "../../env/objective/objective.js";
import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import type { RandomStream } from "../../env/random/random-stream.js";
import type { SessionPlan } from "../../env/session/session-plan.js";
import { levelFaults } from "../../env/world/faults.js";
import type { Episode } from "../../env/world/start.js";
import { startHole } from "../../env/world/start.js";
import { World } from "../../env/world/world.js";
import { levelsLatency, noisy, planOf, positionsLatency } from "./plans.js";
import { randomWorld } from "./random-worlds.js";
import { surveyingLatency } from "./surveying-latency.js";

/** What a random episode may have; all on by default. */
export interface EpisodeVariety {
  readonly mostHoles?: number;
  readonly positions?: boolean;
  readonly budgetMinutes?: number;
  readonly faults?: boolean;
  readonly delays?: boolean;
  readonly costs?: boolean;
}

/** Episode k of all kinds: concealed or not, drawn durations, positions, faults, late and lost results, costs of time. */
export function randomEpisode(k: number, variety: EpisodeVariety = {}): Episode & { readonly random: KeyedRandom } {
  const { mostHoles = 4, positions = true, faults = true, delays = true, costs = true } = variety;
  const random = new KeyedRandom(k);
  const stream = random.stream(1, RandomKind.World);
  const hasPositions = positions && k % 4 === 3;
  const data = randomWorld(stream, mostHoles, hasPositions ? 3 : 0);
  const usualLatency = hasPositions ? positionsLatency : levelsLatency;
  const latency = [usualLatency, noisy(usualLatency), surveyingLatency][k % 3]!;
  const usual = planOf(variety.budgetMinutes ?? 8 + stream.integer(50), latency);
  const plan: SessionPlan = {
    ...usual,
    objective: costs ? objectiveOf(stream, usual.objective) : usual.objective,
    results:
      delays && stream.uniform() < 0.4
        ? { medianSeconds: 20 + stream.integer(300), logSpread: 0.6, timeOutSeconds: 600, lostShare: 0.1 }
        : undefined,
  };
  const share = faults && stream.uniform() < 0.5 ? 0.35 : 0;
  const world = new World(data, plan, random, {
    faults: levelFaults({ grid: share, square: share, group: share / 2, hole: share / 2, position: share / 2 }, 2),
  });
  const hole = stream.uniform() < 0.3 ? undefined : startHole(data.tree, "random-hole", random);
  return { world, start: { hole, concealed: k % 5 !== 4 }, random };
}

/** Good ones; with a cost of time; or worth that grows less and less, each result counting by its resolution. */
function objectiveOf(stream: RandomStream, usual: Objective): Objective {
  const costPerHour = stream.uniform() < 0.5 ? 0 : 30 * stream.uniform();
  if (stream.uniform() < 0.6) return { ...usual, costPerHour };
  return {
    ...usual,
    costPerHour,
    amount: (outcome) => (usual.isGood(outcome) ? 10 / outcome.ctfResolutionAngstrom : 0),
    worth: (tally) => 10 * Math.log1p(tally / 5),
  };
}
