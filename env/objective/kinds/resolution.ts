import { z } from "zod";
import { quantity } from "../../scenario/quantity.js";
import type { Objective } from "../objective.js";
import { commonObjectiveOptions, type ObjectiveKind, objectiveBase } from "../objective-kind.js";

const above0 = (number: number) => number > 0;
const ABOVE_0 = "expected a number above 0";

const options = z
  .strictObject({
    ...commonObjectiveOptions,
    b_factor: quantity("angstrom^2").refine(above0, ABOVE_0).describe("How fast resolution rises with particles, Å²."),
    starting_resolution: quantity("angstrom")
      .refine(above0, ABOVE_0)
      .describe("Resolution that the particles at hand give."),
    starting_particles: quantity("1")
      .refine(above0, ABOVE_0)
      .describe("Particles at hand before the session, such as those of a screening."),
    target_resolution: quantity("angstrom")
      .refine(above0, ABOVE_0)
      .optional()
      .describe("Resolution at which the question is answered: nothing beyond it is worth anything. Default: none."),
    particles_per_micrograph: quantity("1")
      .refine(above0, ABOVE_0)
      .optional()
      .describe("Particles of each good micrograph, for worlds whose results do not tell them."),
  })
  .refine(
    ({ starting_resolution, target_resolution }) =>
      target_resolution === undefined || target_resolution < starting_resolution,
    { path: ["target_resolution"], error: "expected a resolution better (smaller) than 'starting_resolution'" },
  );

/**
 * The resolution of the map. By Rosenthal and Henderson (J. Mol. Biol. 333, 721–745, 2003) the number of particles N
 * that a resolution d takes is
 *
 *     ln N = ln N₀ + B / (2 d²)
 *
 * (the factor 1/d of their equation left out, as usual in plots of ln N against 1/d²). With the N_s particles at hand
 * and their resolution d_s, t more give
 *
 *     d(t) = (1/d_s² + (2/B) ln(1 + t/N_s))^(−1/2)
 *
 * and are worth d_s − d(t) ångström, which rises ever more slowly, until the target is reached.
 */
const kind: ObjectiveKind<typeof options> = {
  name: "resolution",
  summary: "ångström gained by the particles of good micrographs (Rosenthal and Henderson), until a target is reached",
  options,
  create(given): Objective {
    const {
      b_factor,
      starting_resolution,
      starting_particles,
      target_resolution = 0,
      particles_per_micrograph,
    } = given;
    const base = objectiveBase(given, ...(particles_per_micrograph === undefined ? (["particleCount"] as const) : []));
    const { isGood } = base;
    const start = starting_resolution ** -2;
    const most = starting_resolution - target_resolution;
    return {
      ...base,
      metric: "resolutionGain",
      unit: "angstrom",
      amount(outcome) {
        const { particleCount = Number.NaN } = outcome;
        const particles = Number.isNaN(particleCount) ? (particles_per_micrograph ?? 0) : particleCount;
        return particles > 0 && isGood(outcome) ? particles : 0;
      },
      worth(tally) {
        if (tally === 0) return 0;
        const resolution = 1 / Math.sqrt(start + (2 / b_factor) * Math.log1p(tally / starting_particles));
        return Math.min(most, starting_resolution - resolution);
      },
    };
  },
};

export default kind;
