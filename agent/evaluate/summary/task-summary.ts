import { max, meanSimple, median, sampleStandardDeviation } from "simple-statistics";
import { normalisedScore } from "../../statistics/normalised-score.js";
import type { EpisodeRecord } from "../episode-record.js";
import type { Estimate, Latency, TaskPolicy, TaskSummary } from "./evaluation-summary.js";
import { type PairedTask, worldsOf } from "./paired-tasks.js";
import type { Resampling } from "./resampling.js";

/** A smaller bound is nothing but rounding. */
const LEAST_BOUND = 1e-6;

/** One task in figures, its policies in their order. */
export function summariseTask(task: PairedTask, resampling: Resampling): TaskSummary {
  const { scenario, budgetMinutes, label, facts, bound, raster } = task;
  return {
    scenario,
    budgetMinutes,
    label,
    worlds: worldsOf(task),
    ...facts,
    bound,
    raster,
    scored: normalisedScore(0, raster, bound) !== undefined,
    policies: [...task.records].map(([policy, records]) => taskPolicy(task, policy, records, resampling)),
  };
}

function taskPolicy(
  task: PairedTask,
  policy: string,
  records: readonly EpisodeRecord[],
  resampling: Resampling,
): TaskPolicy {
  const average = (of: (record: EpisodeRecord) => number) => meanSimple(records.map(of));
  const [mean, regret, ...goodAt] = meansOf(
    task,
    [
      records.map((record) => record.return),
      records.map((record) => record.bound - record.return),
      ...records[0]!.goodAt.map((_, i) => records.map((record) => record.goodAt[i]!)),
    ],
    resampling,
  ) as [Estimate, Estimate, ...Estimate[]];
  const scored = (value: number) => normalisedScore(value, task.raster, task.bound);
  const score = scored(mean.value);
  const interval = mean.interval && { low: scored(mean.interval.low)!, high: scored(mean.interval.high)! };
  const second = (name: keyof EpisodeRecord["seconds"]) => average(({ seconds }) => seconds[name]);
  return {
    policy,
    mean,
    sd: records.length < 2 ? null : sampleStandardDeviation(records.map((record) => record.return)),
    score: score === undefined ? null : { value: score, interval },
    regret,
    shareOfBound: task.bound < LEAST_BOUND ? null : mean.value / task.bound,
    good: average(({ good }) => good),
    exposures: average(({ exposures }) => exposures),
    decisions: average(({ decisions }) => decisions),
    endedAtSeconds: average(({ endedAtSeconds }) => endedAtSeconds),
    goodAt,
    seconds: {
      moving: second("moving"),
      focusing: second("focusing"),
      exposing: second("exposing"),
      waiting: second("waiting"),
      surveying: second("surveying"),
      failing: second("failing"),
    },
    decisionMicroseconds: latencyOf(records),
  };
}

/** Means of several series over the same episodes, on the same resamples. */
function meansOf(task: PairedTask, series: readonly (readonly number[])[], resampling: Resampling): Estimate[] {
  const episodes = series[0]!.map((_, k) => k);
  return resampling.estimates([episodes], ([drawn]) => series.map((values) => meanOf(values, drawn!)), [task]);
}

function meanOf(values: readonly number[], drawn: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < drawn.length; i++) sum += values[drawn[i]!]!;
  return sum / drawn.length;
}

/** Medians over the episodes with decisions; the slowest decision of all. */
export function latencyOf(records: readonly EpisodeRecord[]): Latency {
  const times = records.flatMap(({ decisions, decisionMicroseconds }) =>
    decisions === 0 ? [] : [decisionMicroseconds],
  );
  if (times.length === 0) return { median: 0, p95: 0, max: 0 };
  return {
    median: median(times.map((time) => time.median)),
    p95: median(times.map((time) => time.p95)),
    max: max(times.map((time) => time.max)),
  };
}
