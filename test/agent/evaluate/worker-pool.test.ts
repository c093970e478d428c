import assert from "node:assert/strict";
import { type PoolOptions, runInWorkers } from "../../../agent/evaluate/worker-pool.js";

/** A worker that gives two results for each number; −1 ends its thread, −2 throws, −3 rejects. */
const squaring = `
import { parentPort, workerData } from "node:worker_threads";
parentPort.on("message", async (job) => {
  if (job === -1) process.exit(7);
  if (job === -2) throw new Error("thrown");
  if (job === -3) await Promise.reject(new Error("rejected"));
  parentPort.postMessage({ result: workerData.factor * job });
  parentPort.postMessage({ result: workerData.factor * job * job });
  parentPort.postMessage({ done: true });
});`;

async function squares(jobs: readonly number[], options: Partial<PoolOptions<number, number>> = {}) {
  const [results, crashes, done] = [new Map<number, number[]>(), new Map<number, string>(), new Set<number>()];
  await runInWorkers<number, number>(jobs, {
    file: new URL(`data:text/javascript,${encodeURIComponent(squaring)}`),
    workerData: { factor: 10 },
    workers: 2,
    onResult: (result, job) => results.set(job, [...(results.get(job) ?? []), result]),
    onCrash: (error, job) => crashes.set(job, error.message),
    onDone: (job) => done.add(job),
    ...options,
  });
  return { results, crashes, done };
}

describe("runInWorkers", () => {
  const jobs = [1, 2, 3, 4, 5];

  it("does every job once and tells of results in their order", async () => {
    for (const workers of [1, 2, 4]) {
      const { results, crashes, done } = await squares(jobs, { workers });
      assert.deepEqual(
        [...results].sort(([a], [b]) => a - b),
        jobs.map((job) => [job, [10 * job, 10 * job * job]]),
      );
      assert.equal(crashes.size, 0);
      assert.equal(done.size, jobs.length);
    }
  });

  it("tells of a worker that ends, throws or rejects in the middle of a job, and goes on with another one", async () => {
    const { results, crashes, done } = await squares([1, -1, 2, -2, 3, -3, 4, 5]);
    assert.deepEqual([...results.keys()].sort(), jobs);
    assert.deepEqual([...done].sort(), jobs);
    assert.deepEqual(Object.fromEntries(crashes), {
      "-1": "a worker ended with code 7",
      "-2": "thrown",
      "-3": "rejected",
    });
  });
});
