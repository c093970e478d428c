import { Worker } from "node:worker_threads";

/** What a worker sends back while it is at a job, and when the job is done. */
export type FromWorker<Result> = { readonly result: Result } | { readonly done: true };

export interface PoolOptions<Job, Result> {
  /** The file that workers run. It gets one job after the other and answers with {@link FromWorker}. */
  readonly file: URL;
  /** What every worker is told once. */
  readonly workerData: unknown;
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
  readonly onResult: (result: Result, job: Job) => void;
  /** A worker ended in the middle of a job, for instance without memory. Another one takes the next job. */
  readonly onCrash: (error: Error, job: Job) => void;
  readonly onDone?: (job: Job) => void;
}

/**
 * Lets worker threads do jobs, each of them one at a time, in the order of the list.
 *
 * @throws the signal's reason when it is aborted, or what a listener throws; no worker runs any more by then
 */
export async function runInWorkers<Job, Result>(
  jobs: readonly Job[],
  options: PoolOptions<Job, Result>,
): Promise<void> {
  const broken = new AbortController();
  const signals = [broken.signal, ...(options.signal === undefined ? [] : [options.signal])];
  const signal = AbortSignal.any(signals);
  const left = jobs.values();
  const tell = (told: () => void) => {
    try {
      if (!signal.aborted) told();
    } catch (error) {
      broken.abort(error);
    }
  };
  const lane = async () => {
    let worker: Worker | undefined;
    const end = () => void worker?.terminate();
    signal.addEventListener("abort", end);
    for (const job of left) {
      if (signal.aborted) break;
      worker ??= new Worker(options.file, { workerData: options.workerData });
      try {
        await doJob(worker, job, (result: Result) => tell(() => options.onResult(result, job)));
        tell(() => options.onDone?.(job));
      } catch (error) {
        worker = undefined;
        tell(() => options.onCrash(error as Error, job));
      }
    }
    signal.removeEventListener("abort", end);
    await worker?.terminate();
  };
  await Promise.all(Array.from({ length: options.workers }, lane));
  signal.throwIfAborted();
}

/** @throws Error if the worker ends before the job is done */
function doJob<Job, Result>(worker: Worker, job: Job, onResult: (result: Result) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: FromWorker<Result>) => {
      if ("result" in message) onResult(message.result);
      else settle(resolve);
    };
    const onExit = (code: number) => settle(() => reject(new Error(`a worker ended with code ${code}`)));
    const onError = (error: Error) => settle(() => reject(error));
    const settle = (then: () => void) => {
      worker.off("message", onMessage).off("exit", onExit).off("error", onError);
      then();
    };
    worker.on("message", onMessage).on("exit", onExit).on("error", onError);
    worker.postMessage(job);
  });
}
