import type { EpisodeRecord } from "../episode-record.js";
import { calibrationOf } from "./calibration-summary.js";
import { comparisonOf, NON_INFERIORITY } from "./comparisons.js";
import type { EvaluationSummary } from "./evaluation-summary.js";
import { pairedTasks, type ScenarioFacts, worldsOf } from "./paired-tasks.js";
import { INTERVALS, Resampling } from "./resampling.js";
import { aggregateOf, PROFILE_TAUS, profileOf, scoredTasks } from "./score-aggregates.js";
import { latencyOf, summariseTask } from "./task-summary.js";

export interface SummariseOptions {
  /** Which policies, in the order of the figures, the main one first (default: all, by name). */
  readonly policies?: readonly string[];
  /** What the records do not say of their scenarios, by name, in the order of the figures (default: by name). */
  readonly scenarios?: Readonly<Record<string, ScenarioFacts>>;
}

/**
 * Works out all figures of an evaluation from its episodes, in pairs: only episodes that all policies have count. The
 * result is plain data (JSON keeps it) and does not depend on the order of the records.
 *
 * @throws RangeError if an episode is there twice, or if no episode is there for all policies
 * @example summarise(records, { policies: ["index", "greedy"] }).comparisons[0].score
 */
export function summarise(records: readonly EpisodeRecord[], options: SummariseOptions = {}): EvaluationSummary {
  const found = [...new Set(records.map(({ policy }) => policy))].sort();
  const policies = options.policies?.filter((policy) => found.includes(policy)) ?? found;
  const tasks = pairedTasks(records, policies, options.scenarios ?? {});
  if (tasks.length === 0) {
    throw new RangeError(
      `no episode that all policies have (${policies.join(", ") || "no policy"}); expected one at least`,
    );
  }
  const resampling = new Resampling();
  const scored = scoredTasks(tasks);
  const kept = tasks.reduce((sum, task) => sum + policies.length * worldsOf(task), 0);
  return {
    schemaVersion: 2,
    policies,
    absent: options.policies?.filter((policy) => !found.includes(policy)) ?? [],
    seeds: [...new Set(records.map(({ seed }) => seed))].sort((a, b) => a - b),
    unpaired: records.filter(({ policy }) => policies.includes(policy)).length - kept,
    intervals: INTERVALS,
    nonInferiority: NON_INFERIORITY,
    tasks: tasks.map((task) => summariseTask(task, resampling)),
    aggregates: scored.length === 0 ? [] : policies.map((policy) => aggregateOf(scored, policy, resampling)),
    profiles: {
      taus: PROFILE_TAUS,
      policies: scored.length === 0 ? [] : policies.map((policy) => profileOf(scored, policy, resampling)),
    },
    comparisons: policies.flatMap((first, i) =>
      policies.slice(i + 1).map((second) => comparisonOf(tasks, first, second, resampling)),
    ),
    calibrations: policies.flatMap((policy) => calibrationOf(tasks, policy, resampling) ?? []),
    latencies: policies.map((policy) => ({
      policy,
      ...latencyOf(tasks.flatMap(({ records }) => records.get(policy)!)),
    })),
  };
}
