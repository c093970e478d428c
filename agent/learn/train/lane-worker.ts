import { parentPort, workerData } from "node:worker_threads";
import { type BackendChoice, chooseBackend } from "../backend/choose-backend.js";
import type { CollectRequest, GradientRequest, LaneState } from "./lane.js";
import { makeLane } from "./make-lane.js";
import type { TrainingConfig } from "./training-config.js";

/** What a lane's thread is told once. */
export interface LaneWorkerData {
  readonly config: TrainingConfig;
  readonly lane: number;
  readonly backend: BackendChoice;
}

/** What it is asked, one thing after the other; each is answered by its result. */
export type LaneQuestion =
  | { readonly kind: "collect"; readonly request: CollectRequest }
  | { readonly kind: "gradient"; readonly request: GradientRequest }
  | { readonly kind: "state" }
  | { readonly kind: "restore"; readonly state: LaneState };

const { config, lane: number, backend } = workerData as LaneWorkerData;
await chooseBackend(backend, { purpose: "training" });
const lane = makeLane(config, number, () => performance.now());

function answer(question: LaneQuestion): unknown {
  switch (question.kind) {
    case "collect":
      return lane.collect(question.request);
    case "gradient":
      return lane.gradient(question.request);
    case "state":
      return lane.state;
    case "restore":
      lane.restore(question.state);
      return null;
  }
}

parentPort!.on("message", (question: LaneQuestion) => parentPort!.postMessage(answer(question)));
