import type { LatencyModel } from "../world/latency/latency-model.js";
import type { Objective } from "../world/objective.js";

/** What a session is for and may take: the same in simulation and at the microscope. */
export interface SessionPlan {
  readonly budgetSeconds: number;
  readonly latency: LatencyModel;
  readonly objective: Objective;
}
