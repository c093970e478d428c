import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import type { BackendChoice } from "../learn/backend/backend-names.js";
import type { EvaluationPlan } from "./evaluation-plan.js";
import { type EpisodeResult, type EpisodeUnit, type EvaluatedScenario, playUnit } from "./play-unit.js";
import { prepareEvaluationPolicies } from "./policy-by-name.js";
import { runInWorkers } from "./worker-pool.js";
import type { Trace } from "./write-trace.js";

/** An episode to play, or a trace of one to write; of a scenario by its place in the plan. */
export type EvaluationJob = EpisodeUnit | { readonly scenario: number; readonly trace: Trace };

/** What workers are told once. They read the scenarios' files anew. */
export interface WorkerPlan {
  readonly scenarios: readonly { readonly file: string; readonly allStarts: boolean }[];
  readonly seed: number;
  readonly dataFolder: string | undefined;
  /** What networks compute on. */
  readonly backend: BackendChoice | undefined;
}

export interface JobOptions {
  /** Threads that work at a time; with 1 it is this one. Default: one for each core, at most one for each job. */
  readonly workers?: number | undefined;
  /** The value of `--data`, for workers. */
  readonly dataFolder?: string | undefined;
  /** What networks compute on. Default: `auto`. */
  readonly backend?: BackendChoice | undefined;
  /** Stops soon after; what is finished was told of by then. */
  readonly signal?: AbortSignal | undefined;
}

interface JobListener {
  readonly onResult: (result: EpisodeResult, job: EvaluationJob) => void;
  /** A worker ended in the middle of a job. */
  readonly onCrash: (error: Error, job: EvaluationJob) => void;
  readonly onDone?: (job: EvaluationJob) => void;
}

/** Does jobs in this thread or in several others, in the order of the list. @throws the signal's reason */
export async function runJobs(
  plan: EvaluationPlan,
  jobs: readonly EvaluationJob[],
  { workers: wanted = availableParallelism(), dataFolder, backend, signal }: JobOptions,
  listener: JobListener,
): Promise<void> {
  const workers = Math.min(wanted, jobs.length);
  if (workers > 1) {
    const scenarios = plan.scenarios.map(({ scenario, allStarts }) => ({ file: scenario.file, allStarts }));
    const workerData: WorkerPlan = { scenarios, seed: plan.seed, dataFolder, backend };
    const file = new URL("evaluation-worker.js", import.meta.url);
    await runInWorkers(jobs, { file, workerData, workers, signal, ...listener });
    return;
  }
  for (const job of jobs) {
    for await (const result of doJob(plan.scenarios[job.scenario]!, job, plan.seed, backend)) {
      listener.onResult(result, job);
      // Lets an interrupt and the progress bar through.
      await setImmediate();
      signal?.throwIfAborted();
    }
    listener.onDone?.(job);
  }
}

/** Does one job in this thread. */
export async function* doJob(
  evaluated: EvaluatedScenario,
  job: EvaluationJob,
  seed: number,
  backend: BackendChoice = "auto",
): AsyncGenerator<EpisodeResult> {
  const policies = "runs" in job ? job.runs.flatMap((run) => run.policies) : [job.trace.policy];
  for (const policy of policies) {
    // What can't be prepared can't be built either, and fails there as the run that it is.
    await prepareEvaluationPolicies([policy], { backend }).catch(() => {});
  }
  if ("runs" in job) {
    yield* playUnit(evaluated, job, { seed });
    return;
  }
  // Pages are slow to load and seldom asked for.
  const { writeTrace } = await import("./write-trace.js");
  writeTrace(evaluated, job.trace, seed);
}
