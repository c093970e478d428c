import { objectiveKinds } from "../../env/objective/kinds/index.js";
import type { Objective } from "../../env/objective/objective.js";

const GOOD = "ctf_resolution_angstrom <= 6";

/** An objective as a scenario file would give it. */
export function objectiveOf({ kind = "good-micrographs", ...keys }: Readonly<Record<string, unknown>> = {}): Objective {
  const { options, create } = objectiveKinds.get(kind as string);
  return create(options.parse({ good: GOOD, ...keys }));
}

/** One objective of each kind, each with a price on time. */
export const objectivesOfEachKind: Readonly<Record<string, Objective>> = {
  "good-micrographs": objectiveOf({ cost_per_hour: 3 }),
  particles: objectiveOf({ kind: "particles", cost_per_hour: 500 }),
  resolution: objectiveOf({
    kind: "resolution",
    b_factor: "90 angstrom^2",
    starting_resolution: "6 angstrom",
    starting_particles: 500,
    target_resolution: "4 angstrom",
    cost_per_hour: 0.1,
  }),
  screening: objectiveOf({ kind: "screening", cost_per_hour: 0.02 }),
  "completed-tilts": objectiveOf({ kind: "completed-tilts", cost_per_hour: 20 }),
  expression: objectiveOf({
    kind: "expression",
    good: "ctf_resolution_angstrom <= 6 and ice_thickness_nanometers < 60",
    value: "6 / ctf_resolution_angstrom",
    cost_per_hour: 2,
  }),
};
