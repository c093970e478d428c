import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { addForecasts, type BinnedForecasts, type Calibration, calibration } from "../../statistics/calibration.js";
import type { Interval } from "../../statistics/interval.js";
import { linearQuantile } from "../../statistics/linear-quantile.js";
import { bootstrapReplicates } from "../../statistics/stratified-bootstrap.js";
import type { EpisodeRecord, ForecastBins } from "../episode-record.js";
import type { PolicyCalibration } from "./evaluation-summary.js";
import type { PairedTask } from "./paired-tasks.js";
import { INTERVALS, leastWorlds, type Resampling } from "./resampling.js";

const BINS = 20;

/** @returns undefined for a policy without forecasts */
export function calibrationOf(
  tasks: readonly PairedTask[],
  policy: string,
  resampling: Resampling,
): PolicyCalibration | undefined {
  const byTask = tasks.map(({ records }) => forecastsOf(records.get(policy)!));
  if (byTask.flat().length === 0) return undefined;
  const all = addForecasts(byTask.flat(), BINS);
  const intervals = shareIntervals(tasks, policy, resampling);
  return {
    policy,
    ...scored(byTask.flat(), all),
    points: all.count.flatMap((count, bin) =>
      count === 0
        ? []
        : [
            {
              count,
              chance: all.chance[bin]! / count,
              good: { value: all.good[bin]! / count, interval: intervals[bin] ?? null },
            },
          ],
    ),
    tasks: tasks.flatMap(({ label }, i) =>
      byTask[i]!.length === 0 ? [] : [{ label, ...scored(byTask[i]!, addForecasts(byTask[i]!, BINS)) }],
    ),
  };
}

function forecastsOf(records: readonly EpisodeRecord[]): ForecastBins[] {
  return records.flatMap(({ forecasts }) => forecasts ?? []);
}

function scored(all: readonly ForecastBins[], sum: BinnedForecasts): Calibration & { logLoss: number } {
  const figures = calibration(sum, new KeyedRandom(0));
  return { ...figures, logLoss: all.reduce((total, { logLoss }) => total + logLoss, 0) / figures.forecasts };
}

/** Intervals of each bin's share of good ones over worlds, whose forecasts hang together; a bin may be empty in some. */
function shareIntervals(
  tasks: readonly PairedTask[],
  policy: string,
  resampling: Resampling,
): (Interval | undefined)[] {
  if (leastWorlds(tasks) < 2) return [];
  const episodes = tasks.map(({ records }) => records.get(policy)!.map((_, k) => k));
  const shares = (drawn: readonly (readonly number[])[]) => {
    const [count, good] = [new Float64Array(BINS), new Float64Array(BINS)];
    drawn.forEach((runs, task) => {
      const records = tasks[task]!.records.get(policy)!;
      for (const k of runs) {
        const { forecasts } = records[k]!;
        if (forecasts === undefined) continue;
        for (let bin = 0; bin < BINS; bin++) {
          count[bin]! += forecasts.count[bin]!;
          good[bin]! += forecasts.good[bin]!;
        }
      }
    });
    return Array.from(count, (n, bin) => good[bin]! / n);
  };
  const replicates = bootstrapReplicates(episodes, shares, resampling.of(tasks));
  return Array.from({ length: BINS }, (_, bin) => {
    const values = Float64Array.from(
      replicates.map((each) => each[bin]!).filter((share) => !Number.isNaN(share)),
    ).sort();
    if (values.length < replicates.length / 2) return undefined;
    const tail = (1 - INTERVALS.level) / 2;
    return { low: linearQuantile(values, tail), high: linearQuantile(values, 1 - tail) };
  });
}
