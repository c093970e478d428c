import { workerData } from "node:worker_threads";
import { answerFor } from "../../../agent/learn/train/lane-thread.js";
import { makeOwnLane, type OwnSettings } from "./own-lane.js";

/** What the thread is told. */
export interface OwnLaneData {
  readonly settings: OwnSettings;
  readonly lane: number;
}

const { settings, lane } = workerData as OwnLaneData;
answerFor(await makeOwnLane(settings, lane));
