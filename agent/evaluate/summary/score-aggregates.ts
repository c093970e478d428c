import { interquartileMean } from "../../statistics/interquartile-mean.js";
import { canNormalise, normalisedScore } from "../../statistics/normalised-score.js";
import { optimalityGap } from "../../statistics/optimality-gap.js";
import { averageScoreProfile, performanceProfile } from "../../statistics/performance-profile.js";
import type { ScoreMatrix } from "../../statistics/score-matrix.js";
import { meanOverTasks, medianOverTasks } from "../../statistics/task-averages.js";
import type { PolicyAggregate, ScoreProfile } from "./evaluation-summary.js";
import type { PairedTask } from "./paired-tasks.js";
import type { Resampling } from "./resampling.js";

/** Thresholds of the performance profiles: −1, −0.975 … 2. */
export const PROFILE_TAUS: readonly number[] = Array.from({ length: 121 }, (_, i) => (i - 40) / 40);

/** Those whose bound and raster are far enough apart to score by. */
export function scoredTasks(tasks: readonly PairedTask[]): PairedTask[] {
  return tasks.filter(({ raster, bound }) => canNormalise(raster, bound));
}

/** Normalised scores of one policy on scored tasks. */
export function scoresOf(tasks: readonly PairedTask[], policy: string): ScoreMatrix {
  return tasks.map(({ records, raster, bound }) =>
    records.get(policy)!.map((record) => normalisedScore(record.return, raster, bound)!),
  );
}

/** @param tasks scored ones, at least one */
export function aggregateOf(tasks: readonly PairedTask[], policy: string, resampling: Resampling): PolicyAggregate {
  const statistics = (scores: ScoreMatrix) => [
    interquartileMean(scores.flat()),
    meanOverTasks(scores),
    medianOverTasks(scores),
    optimalityGap(scores, 1),
  ];
  const [iqm, mean, median, gap] = resampling.estimates(scoresOf(tasks, policy), statistics, tasks);
  return { policy, interquartileMean: iqm!, mean: mean!, median: median!, optimalityGap: gap! };
}

/** @param tasks scored ones, at least one */
export function profileOf(tasks: readonly PairedTask[], policy: string, resampling: Resampling): ScoreProfile {
  const both = (scores: ScoreMatrix) => [
    ...performanceProfile(scores, PROFILE_TAUS),
    ...averageScoreProfile(scores, PROFILE_TAUS),
  ];
  const all = resampling.estimates(scoresOf(tasks, policy), both, tasks);
  return { policy, runs: all.slice(0, PROFILE_TAUS.length), tasks: all.slice(PROFILE_TAUS.length) };
}
