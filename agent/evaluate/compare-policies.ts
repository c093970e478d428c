import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import { episodesForPower } from "../statistics/episodes-for-power.js";
import { holm } from "../statistics/holm.js";
import { interquartileMean } from "../statistics/interquartile-mean.js";
import { nonInferiority } from "../statistics/non-inferiority.js";
import { optimalityGap } from "../statistics/optimality-gap.js";
import { pairedDifference, verdictOn } from "../statistics/paired-difference.js";
import {
  probabilityOfImprovement,
  probabilityOfImprovementInterval,
} from "../statistics/probability-of-improvement.js";
import type { ScoreMatrix } from "../statistics/score-matrix.js";
import { stratifiedBootstrap } from "../statistics/stratified-bootstrap.js";
import type { EvaluationAggregate, PolicyComparison } from "./evaluation-result.js";
import type { PairedTask } from "./paired-tasks.js";

/** What a policy that is "not worse" may lose, as a share of the other one's mean; and the chance of calling it so wrongly. */
const MARGIN_SHARE = 0.02;
const LEVEL = 0.05;

/**
 * The first policy against each other one on each scenario and budget, over the same episodes. Whether it is not worse
 * is corrected for the number of scenarios and budgets (Holm).
 */
export function comparePolicies(
  tasks: readonly PairedTask[],
  policies: readonly string[],
  seed: number,
): PolicyComparison[] {
  return policies.slice(1).flatMap((against, i) => {
    const tests = tasks.map(({ returns }) =>
      nonInferiority(returns[0]!, returns[i + 1]!, { marginShare: MARGIN_SHARE, level: LEVEL }),
    );
    const corrected = holm(tests.map(({ pValue }) => pValue));
    return tasks.map(({ scenario, budgetMinutes, episodes, returns }, task): PolicyComparison => {
      const options = { random: resampling(seed) };
      const difference = pairedDifference([returns[0]!], [returns[i + 1]!], options);
      const { margin, lowerLimit, sd } = tests[task]!;
      const needed = Number.isNaN(sd) ? Number.NaN : episodesForPower(sd, margin, { level: LEVEL / tasks.length });
      return {
        scenario,
        budgetMinutes,
        policy: policies[0]!,
        against,
        episodes,
        difference: difference.mean,
        ci95: episodes < 2 ? null : [difference.low, difference.high],
        verdict: verdictOn(difference, episodes),
        nonInferiority: {
          margin,
          lowerLimit: finite(lowerLimit),
          pValue: corrected[task]!,
          notWorse: corrected[task]! <= LEVEL,
          episodesNeeded: finite(needed),
        },
      };
    });
  });
}

/**
 * All scenarios together, by normalised scores: 0 is `raster`, 1 the bound. Those where these are about the same are
 * left out.
 *
 * @returns undefined if none is left
 */
export function aggregateOf(
  tasks: readonly PairedTask[],
  policies: readonly string[],
  seed: number,
): EvaluationAggregate | undefined {
  const scored = tasks.filter(({ scores }) => scores !== undefined);
  if (scored.length === 0) return undefined;
  const matrices = policies.map((_, policy) => scored.map(({ scores }) => scores![policy]!));
  const strata = scored.map(({ stratum }) => stratum);
  const worlds = new Map(scored.map(({ stratum, episodes }) => [stratum, episodes]));
  const worldCount = [...worlds.values()].reduce((a, b) => a + b, 0);
  const isSingle = scored.every(({ episodes }) => episodes < 2);
  const interval = (matrix: ScoreMatrix, statistic: (matrix: ScoreMatrix) => number): [number, number] | null => {
    if (isSingle) return null;
    const { low, high } = stratifiedBootstrap(matrix, statistic, { random: resampling(seed), strata });
    return [low, high];
  };
  const middle = (matrix: ScoreMatrix) => interquartileMean(matrix.flat());
  const gap = (matrix: ScoreMatrix) => optimalityGap(matrix, 1);
  return {
    tasks: scored.length,
    leftOut: tasks
      .filter(({ scores }) => scores === undefined)
      .map(({ scenario, budgetMinutes }) => ({ scenario, budgetMinutes })),
    policies: policies.map((policy, i) => ({
      policy,
      interquartileMean: middle(matrices[i]!),
      ci95: interval(matrices[i]!, middle),
      optimalityGap: gap(matrices[i]!),
      optimalityGapCi95: interval(matrices[i]!, gap),
    })),
    comparisons: policies.slice(1).map((against, i) => {
      const [first, other] = [matrices[0]!, matrices[i + 1]!];
      const difference = pairedDifference(first, other, { random: resampling(seed), strata });
      const chance = { random: resampling(seed), strata, paired: true };
      const improvement = isSingle ? undefined : probabilityOfImprovementInterval(first, other, chance);
      return {
        policy: policies[0]!,
        against,
        difference: difference.mean,
        ci95: isSingle ? null : [difference.low, difference.high],
        verdict: verdictOn(difference, worldCount),
        probabilityOfImprovement: probabilityOfImprovement(first, other),
        probabilityOfImprovementCi95: improvement === undefined ? null : [improvement.low, improvement.high],
      };
    }),
  };
}

function resampling(seed: number) {
  return new KeyedRandom(seed).stream(0, RandomKind.Resample);
}

/** JSON has no infinity and no "not a number". */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
