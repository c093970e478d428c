import { workerData } from "node:worker_threads";
import { type BackendChoice, chooseBackend } from "../backend/choose-backend.js";
import { answerFor } from "./lane-thread.js";
import { makeLane } from "./make-lane.js";
import type { TrainingConfig } from "./training-config.js";

/** What a lane's thread is told once. */
export interface LaneWorkerData {
  readonly config: TrainingConfig;
  readonly lane: number;
  readonly backend: BackendChoice;
}

const { config, lane: number, backend } = workerData as LaneWorkerData;
await chooseBackend(backend, { purpose: "training" });
const lane = makeLane(config, number, () => performance.now());
answerFor(lane);
