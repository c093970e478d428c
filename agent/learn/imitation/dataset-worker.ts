import { parentPort, workerData } from "node:worker_threads";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import type { FromWorker } from "../../evaluate/worker-pool.js";
import { preparePolicies } from "../../policy-spec.js";
import { writeExperience } from "../train/experience-file.js";
import { openTrainingScenarios, type TrainingConfig } from "../train/training-config.js";
import { teacherEpisode } from "./teacher-episode.js";

/** What a thread that writes a dataset is told once. */
export interface DatasetWorkerData {
  readonly config: TrainingConfig;
  readonly teacher: string;
  /** Of the worlds. */
  readonly seed: number;
}

/** An episode to play, and the file for it. */
export interface DatasetJob {
  readonly episode: number;
  readonly file: string;
}

const { config, teacher, seed } = workerData as DatasetWorkerData;
await preparePolicies([teacher]);
const scenarios = openTrainingScenarios(config);
const random = new KeyedRandom(seed);

parentPort!.on("message", ({ episode, file }: DatasetJob) => {
  writeExperience(file, teacherEpisode(teacher, scenarios, config.budget_factors, random, episode));
  parentPort!.postMessage({ done: true } satisfies FromWorker<never>);
});
