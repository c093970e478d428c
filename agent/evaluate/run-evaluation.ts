import { type EpisodeFailure, failureOf } from "./episode-failure.js";
import type { EpisodeRecord } from "./episode-record.js";
import { type EvaluationPlan, keyText, unitsOf } from "./evaluation-plan.js";
import type { EpisodeResult } from "./play-unit.js";
import { type EvaluationJob, type JobOptions, runJobs } from "./run-jobs.js";
import type { Trace } from "./write-trace.js";

export interface RunOptions extends JobOptions {
  /** Runs of the same plan that need not be played again. */
  readonly finished?: readonly EpisodeRecord[];
  /** Hears of each run as it is finished. */
  readonly onResult?: (result: EpisodeResult) => void;
}

/** What an evaluation came to, in the order in which it was finished. */
export interface EvaluationRuns {
  /** Those finished before included. */
  readonly records: readonly EpisodeRecord[];
  readonly failures: readonly EpisodeFailure[];
}

/**
 * Plays what an evaluation asks for. What a run comes to depends neither on the workers nor on the order; only the time
 * that decisions take does.
 *
 * @throws the signal's reason when it is aborted
 * @example const { records } = await runEvaluation(plan, { workers: 2, onResult: () => bar.step() });
 */
export async function runEvaluation(plan: EvaluationPlan, options: RunOptions = {}): Promise<EvaluationRuns> {
  const { finished = [], onResult } = options;
  const records: EpisodeRecord[] = [...finished];
  const failures: EpisodeFailure[] = [];
  const told = new Set<string>();
  const take = (result: EpisodeResult) => {
    if ("record" in result) records.push(result.record);
    else failures.push(result.failure);
    told.add(keyText("record" in result ? result.record : result.failure));
    onResult?.(result);
  };
  const crashed = (error: Error, job: EvaluationJob) => {
    if (!("runs" in job)) return;
    const { scenario } = plan.scenarios[job.scenario]!;
    for (const { budgetMinutes, policies } of job.runs) {
      for (const policy of policies) {
        const key = { scenario: scenario.name, policy, budgetMinutes, seed: plan.seed, episode: job.episode };
        if (!told.has(keyText(key))) take({ failure: failureOf(key, error) });
      }
    }
  };
  await runJobs(plan, unitsOf(plan, finished), options, { onResult: take, onCrash: crashed });
  return { records, failures };
}

/** Writes pages that step through episodes. @param onPage is called after each */
export async function writeTraces(
  plan: EvaluationPlan,
  traces: readonly { readonly scenario: number; readonly trace: Trace }[],
  options: JobOptions,
  onPage: () => void,
): Promise<void> {
  const failed = (error: Error) => {
    throw error;
  };
  await runJobs(plan, traces, options, { onResult: () => {}, onCrash: failed, onDone: onPage });
}
