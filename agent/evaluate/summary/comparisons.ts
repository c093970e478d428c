import { episodesForPower } from "../../statistics/episodes-for-power.js";
import { holm } from "../../statistics/holm.js";
import { nonInferiority } from "../../statistics/non-inferiority.js";
import { pairedDifference, verdictOn } from "../../statistics/paired-difference.js";
import { pairedImprovementInterval, probabilityOfImprovement } from "../../statistics/probability-of-improvement.js";
import type { ScoreMatrix } from "../../statistics/score-matrix.js";
import type { Comparison, Difference, Estimate, TaskComparison } from "./evaluation-summary.js";
import { type PairedTask, worldsOf } from "./paired-tasks.js";
import { leastWorlds, type Resampling } from "./resampling.js";
import { scoredTasks, scoresOf } from "./score-aggregates.js";

/** What "not worse" means: at most 2 % of the reference's mean lost, 5 % false claims over all tasks, shown in 4 of 5 cases. */
export const NON_INFERIORITY = { marginShare: 0.02, level: 0.05, power: 0.8 } as const;

/** One policy against another, over all tasks and on each. */
export function comparisonOf(
  tasks: readonly PairedTask[],
  first: string,
  second: string,
  resampling: Resampling,
): Comparison {
  const scored = scoredTasks(tasks);
  const returnsOf = (policy: string) => tasks.map(({ records }) => records.get(policy)!.map((record) => record.return));
  const [a, b] = [returnsOf(first), returnsOf(second)];
  const differences = a.flatMap((runs, task) => runs.map((value, run) => value - b[task]![run]!));
  return {
    first,
    second,
    score:
      scored.length === 0 ? null : difference(scoresOf(scored, first), scoresOf(scored, second), scored, resampling),
    improvement: improvement(a, b, tasks, resampling),
    won: differences.filter((value) => value > 0).length,
    tied: differences.filter((value) => value === 0).length,
    lost: differences.filter((value) => value < 0).length,
    tasks: taskComparisons(tasks, a, b, resampling),
  };
}

function taskComparisons(
  tasks: readonly PairedTask[],
  a: ScoreMatrix,
  b: ScoreMatrix,
  resampling: Resampling,
): TaskComparison[] {
  const tests = tasks.map((_, i) => nonInferiority(a[i]!, b[i]!, NON_INFERIORITY));
  const corrected = holm(tests.map(({ pValue }) => pValue));
  // The hardest step of Holm's method.
  const power = { level: NON_INFERIORITY.level / tasks.length, power: NON_INFERIORITY.power };
  return tasks.map((task, i) => {
    const { margin, lowerLimit, pValue, sd } = tests[i]!;
    const needed = Number.isNaN(sd) ? Number.POSITIVE_INFINITY : episodesForPower(sd, margin, power);
    return {
      scenario: task.scenario,
      budgetMinutes: task.budgetMinutes,
      label: task.label,
      worlds: worldsOf(task),
      difference: difference([a[i]!], [b[i]!], [task], resampling),
      improvement: improvement([a[i]!], [b[i]!], [task], resampling),
      nonInferiority: {
        margin,
        lowerLimit: Number.isFinite(lowerLimit) ? lowerLimit : null,
        pValue,
        correctedPValue: corrected[i]!,
        notWorse: corrected[i]! <= NON_INFERIORITY.level,
        sd: Number.isNaN(sd) ? null : sd,
        worldsNeeded: Number.isFinite(needed) ? needed : null,
      },
    };
  });
}

function difference(a: ScoreMatrix, b: ScoreMatrix, tasks: readonly PairedTask[], resampling: Resampling): Difference {
  const paired = pairedDifference(a, b, resampling.of(tasks));
  return { ...resampling.estimate(paired.mean, tasks, () => paired), verdict: verdictOn(paired, leastWorlds(tasks)) };
}

function improvement(a: ScoreMatrix, b: ScoreMatrix, tasks: readonly PairedTask[], resampling: Resampling): Estimate {
  const chance = probabilityOfImprovement(a, b);
  return resampling.estimate(chance, tasks, (options) => pairedImprovementInterval(a, b, options));
}
