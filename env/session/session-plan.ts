import type { Objective } from "../objective/objective.js";
import type { LatencyModel } from "../world/latency/latency-model.js";
import type { ResultTiming } from "./result-timing.js";

/** What a session is for and may take: the same in simulation and at the microscope. */
export interface SessionPlan {
  readonly budgetSeconds: number;
  readonly latency: LatencyModel;
  readonly objective: Objective;
  /** When results arrive; absent if at the exposure's end. */
  readonly results?: ResultTiming | undefined;
}
