import { parentPort, workerData } from "node:worker_threads";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import type { EpisodeResult, EvaluatedScenario } from "./play-unit.js";
import { doJob, type EvaluationJob, type WorkerPlan } from "./run-jobs.js";
import type { FromWorker } from "./worker-pool.js";

/** What `runJobs` starts in a thread: does the jobs that it is sent, one at a time. */
const plan = workerData as WorkerPlan;
const opened = new Map<number, EvaluatedScenario>();

function scenarioOf(index: number): EvaluatedScenario {
  const { file, allStarts } = plan.scenarios[index]!;
  const scenario = loadScenario(file, plan.dataFolder);
  return { scenario, source: openWorld(scenario, plan.dataFolder), allStarts };
}

const send = (message: FromWorker<EpisodeResult>) => parentPort!.postMessage(message);

parentPort!.on("message", async (job: EvaluationJob) => {
  const evaluated = opened.get(job.scenario) ?? scenarioOf(job.scenario);
  opened.set(job.scenario, evaluated);
  for await (const result of doJob(evaluated, job, plan.seed, plan.backend)) send({ result });
  send({ done: true });
});
