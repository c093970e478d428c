import { goodMicrographs } from "../../env/objective/kinds/good-micrographs.js";
import type { SessionPlan } from "../../env/session/session-plan.js";
import { latencyKinds } from "../../env/world/latency/kinds/index.js";
import type { LatencyModel } from "../../env/world/latency/latency-model.js";

/** The next hole costs 1 minute in the same group, 2 in another group, 6 in another square, 8 in another grid. */
export const levelsLatency: LatencyModel = levels({
  grid: "2 min",
  square: "4 min",
  group: "1 min",
  hole: "1 min",
  position: "1 min",
});

/** The same for holes with several positions: 10 s to a hole, 50 s for each exposure in it. */
export const positionsLatency: LatencyModel = levels({
  grid: "2 min",
  square: "4 min",
  group: "1 min",
  hole: "10 s",
  position: "50 s",
});

function levels(options: Readonly<Record<string, string>>): LatencyModel {
  const kind = latencyKinds.get("levels");
  return kind.create(kind.options.parse(options));
}

/** Durations between half and one and a half of what {@link levelsLatency} expects, keyed by target and try. */
export const noisyLatency: LatencyModel = noisy(levelsLatency);

/** The same of any model. */
export function noisy(latency: LatencyModel): LatencyModel {
  return {
    ...latency,
    kind: "noisy",
    drawnSeconds: (tree, from, target, random, nth) =>
      latency.expectedSeconds(tree, from, target) * (0.5 + random.uniform(target, 3, nth)),
  };
}

/** Good is up to 6 Å. */
export function planOf(budgetMinutes: number, latency: LatencyModel = levelsLatency): SessionPlan {
  return { budgetSeconds: budgetMinutes * 60, latency, objective: goodMicrographs("ctf_resolution_angstrom <= 6") };
}
