import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../env/errors.js";
import { runInWorkers } from "../../evaluate/worker-pool.js";
import { FEATURE_SCHEMA_VERSION } from "../input/decision-input.js";
import type { TrainingConfig } from "../train/training-config.js";
import type { DatasetJob, DatasetWorkerData } from "./dataset-worker.js";

/** Worlds of a dataset have nothing to do with those of the training that follows. */
const SEED_OFFSET = 500_000_000;

export interface DatasetOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hears of each episode. @param done episodes that are there */
  readonly onEpisode?: (done: number) => void;
}

/**
 * Writes a teacher's episodes into a folder, a file each; those that are there already are kept, so that an interrupted run
 * goes on where it was.
 *
 * @returns absolute or relative files, as the folder is, in the order of the episodes
 * @throws UserError if the folder holds the dataset of another training file; the signal's reason
 * @example const files = await makeDataset("runs/default/dataset", config, { onEpisode: () => bar.step() });
 */
export async function makeDataset(
  folder: string,
  config: TrainingConfig,
  { signal, onEpisode }: DatasetOptions = {},
): Promise<string[]> {
  const { teacher, episodes } = config.imitation!;
  requireSame(folder, config);
  const files = Array.from({ length: episodes }, (_, k) => join(folder, `episode-${String(k).padStart(6, "0")}.bin`));
  const jobs = files.flatMap((file, episode): DatasetJob[] => (existsSync(file) ? [] : [{ episode, file }]));
  let done = episodes - jobs.length;
  const workerData: DatasetWorkerData = { config, teacher, seed: config.seed + SEED_OFFSET };
  await runInWorkers<DatasetJob, never>(jobs, {
    file: new URL("dataset-worker.js", import.meta.url),
    workerData,
    workers: Math.min(config.workers, Math.max(1, jobs.length)),
    signal,
    onResult: () => {},
    onCrash: (error) => {
      throw error;
    },
    onDone: () => onEpisode?.(++done),
  });
  return files;
}

/** Notes what a dataset is made of, or checks that it is made of the same. */
function requireSame(folder: string, { scenarios, budget_factors, seed, imitation }: TrainingConfig): void {
  const { teacher } = imitation!;
  const made = JSON.stringify({ features: FEATURE_SCHEMA_VERSION, teacher, scenarios, budget_factors, seed });
  const file = join(folder, "dataset.json");
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, `${made}\n`);
  else if (readFileSync(file, "utf8").trim() !== made) {
    throw new UserError(`${folder} holds the dataset of other settings; delete it, or give another folder by --out`);
  }
}
