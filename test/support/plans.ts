import { goodMicrographs } from "../../env/objective/kinds/good-micrographs.js";
import type { SessionPlan } from "../../env/session/session-plan.js";
import { latencyKinds } from "../../env/world/latency/kinds/index.js";
import type { LatencyModel } from "../../env/world/latency/latency-model.js";

/** The next hole costs 1 minute in the same group, 2 in another group, 6 in another square, 8 in another grid. */
export const levelsLatency: LatencyModel = latencyKinds
  .get("levels")
  .create({ grid: 120, square: 240, group: 60, hole: 60, position: 60 });

/** Durations between half and one and a half of what {@link levelsLatency} expects, keyed by target and try. */
export const noisyLatency: LatencyModel = {
  ...levelsLatency,
  kind: "noisy",
  drawnSeconds: (tree, from, target, random, nth) =>
    levelsLatency.expectedSeconds(tree, from, target) * (0.5 + random.uniform(target, 3, nth)),
};

/** Good is up to 6 Å. */
export function planOf(budgetMinutes: number, latency: LatencyModel = levelsLatency): SessionPlan {
  return { budgetSeconds: budgetMinutes * 60, latency, objective: goodMicrographs("ctf_resolution_angstrom <= 6") };
}
