import { mean, median, sampleStandardDeviation } from "simple-statistics";
import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import type { Scenario } from "../../env/scenario/scenario.js";
import { episodeOf, episodeRandom } from "../../env/world/start.js";
import type { WorldSource } from "../../env/world/world-source.js";
import { meanInterval } from "./bootstrap.js";
import { clairvoyantBound } from "./clairvoyant-bound.js";
import type { EvaluationResult } from "./evaluation-result.js";
import { buildPolicy } from "./policy-by-name.js";
import { runEpisode } from "./run-episode.js";

/** A smaller bound is nothing but rounding. */
const LEAST_BOUND = 1e-6;

export interface EvaluateOptions {
  readonly scenario: Scenario;
  readonly source: WorldSource;
  readonly policies: readonly string[];
  readonly budgetsMinutes: readonly number[];
  readonly episodes: number;
  readonly seed: number;
  /** Episode k starts at the k-th hole of the table, for each hole once; `episodes` is not used. */
  readonly allStarts?: boolean;
  /** Called after each episode of each policy and budget. */
  readonly onEpisode?: () => void;
}

/** What the episodes of one policy with one budget came to. */
class Cell {
  /** By the objective: worth, what the end adds, less what time cost. */
  readonly returns: number[] = [];
  readonly exposures: number[] = [];
  readonly bounds: number[] = [];
  readonly decisionMicroseconds: number[] = [];
}

/** Number of episodes that {@link evaluate} runs for each policy and budget. */
export function episodeCount({ allStarts, episodes, source, seed }: EvaluateOptions): number {
  if (allStarts !== true) return episodes;
  const { tree } = source.create(episodeRandom(new KeyedRandom(seed), 0));
  return tree.size - tree.firstLeaf;
}

/**
 * Runs every policy with every budget on the same episodes: episode k has the same world, start and keyed
 * randomness for all of them.
 *
 * @returns one result per budget and policy, in the order given
 * @example evaluate({ scenario, source, policies: ["index", "greedy"], budgetsMinutes: [480], episodes: 50, seed: 1 })
 */
export function evaluate(options: EvaluateOptions): EvaluationResult[] {
  const { scenario, source, seed } = options;
  const cells = new Map<string, Cell>();
  const cell = (budget: number, policy: string) => {
    const key = `${budget}/${policy}`;
    if (!cells.has(key)) cells.set(key, new Cell());
    return cells.get(key)!;
  };
  const episodes = episodeCount(options);
  for (let k = 0; k < episodes; k++) {
    const random = episodeRandom(new KeyedRandom(seed), options.allStarts === true ? 0 : k);
    for (const budget of options.budgetsMinutes) {
      const plan = { ...scenario.plan, budgetSeconds: budget * 60 };
      const at = options.allStarts === true ? { nthHole: k } : {};
      const { world, start } = episodeOf({ ...scenario, source, plan }, random, at);
      const bound = clairvoyantBound(world, world.begin(start));
      for (const name of options.policies) {
        const into = cell(budget, name);
        const session = runEpisode(world, buildPolicy(name, world), {
          start,
          random: random.stream(0, RandomKind.Policy),
          decided: (_decision, _session, microseconds) => into.decisionMicroseconds.push(microseconds),
        });
        into.returns.push(world.returnOf(session));
        into.exposures.push(session.exposedCount[0]!);
        into.bounds.push(bound);
        options.onEpisode?.();
      }
    }
  }
  return options.budgetsMinutes.flatMap((budget) =>
    options.policies.map((policy) => summarise(options, policy, budget, cell(budget, policy))),
  );
}

function summarise(
  { scenario, source, seed }: EvaluateOptions,
  policy: string,
  budgetMinutes: number,
  cell: Cell,
): EvaluationResult {
  const boundMean = mean(cell.bounds);
  const returnMean = mean(cell.returns);
  return {
    scenario: scenario.name,
    policy,
    budgetMinutes,
    metric: scenario.plan.objective.metric,
    unit: scenario.plan.objective.unit,
    mean: returnMean,
    sd: cell.returns.length < 2 ? null : sampleStandardDeviation(cell.returns),
    ci95: meanInterval(cell.returns, seed),
    intervalOver: source.varies ? "generated worlds" : "starts of one session",
    exposuresMean: mean(cell.exposures),
    boundMean,
    shareOfBound: boundMean < LEAST_BOUND ? null : returnMean / boundMean,
    decisionMicrosecondsMedian: cell.decisionMicroseconds.length === 0 ? 0 : median(cell.decisionMicroseconds),
  };
}
