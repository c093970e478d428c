import { privilegedPolicies } from "../../../agent/evaluate/privileged/index.js";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import { objectiveKinds } from "../../../env/objective/kinds/index.js";
import type { Objective } from "../../../env/objective/objective.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { checkDocument } from "../../../env/scenario/check-document.js";
import { extendableFile, presetNames } from "../../../env/scenario/scenario-files.js";
import { presetSchema } from "../../../env/scenario/schema/scenario-schema.js";
import type { ResultTiming } from "../../../env/session/result-timing.js";
import { levelFaults } from "../../../env/world/faults.js";
import { latencyKinds } from "../../../env/world/latency/kinds/index.js";
import type { LatencyModel } from "../../../env/world/latency/latency-model.js";
import { type Episode, startHole } from "../../../env/world/start.js";
import { World } from "../../../env/world/world.js";
import { type Shows, smallWorld } from "./small-world.js";

/** A way of taking time, and what else makes the best way through a session hard to find. */
export interface BoundCase {
  readonly name: string;
  readonly latency: LatencyModel;
  readonly objective: Objective;
  readonly shows: Shows;
  readonly positions: boolean;
  /** Chance that a try to enter a grid, a square or a group fails; half of it for a hole. */
  readonly faultShare: number;
  /** Whether squares and groups are found when grids and squares are entered. */
  readonly concealed: boolean;
  readonly results?: ResultTiming;
}

/** An episode, and the randomness of its policies. */
export interface BoundEpisode extends Episode {
  readonly random: KeyedRandom;
}

const GOOD = "ctf_resolution_angstrom <= 6";

function latencyOf(kind: string, options: Readonly<Record<string, unknown>> = {}): LatencyModel {
  const { options: schema, create } = latencyKinds.get(kind);
  return create(schema.parse(options));
}

function presetLatency(name: string): LatencyModel {
  const { options } = checkDocument(extendableFile(name), presetSchema, undefined);
  return latencyKinds.get("kinematic").create(options.latency);
}

function objectiveOf(options: Readonly<Record<string, unknown>> = {}): Objective {
  const { kind = "good-micrographs", ...rest } = options;
  const { options: schema, create } = objectiveKinds.get(kind as string);
  return create(schema.parse({ good: GOOD, ...rest }));
}

const cryorl = { grid: "2 min", square: "4 min", group: "1 min", hole: "1 min" };
const scatter = { jitter: 0.3, focus: { fail_share: 0.2 }, drift: { long_share: 0.2 } };
const shortMaintenance = {
  maintenance: { refill: { every: "7 min", takes: "90 s" }, zero_loss: { every: "5 min", takes: "20 s" } },
};

function boundCase(name: string, latency: LatencyModel, more: Partial<BoundCase> = {}): BoundCase {
  return {
    name,
    latency,
    objective: objectiveOf(),
    shows: "resolution",
    positions: false,
    faultShare: 0,
    concealed: false,
    ...more,
  };
}

/** The case of maintenance: what falls due by the clock is beyond an integer program. */
export const maintenanceCase = boundCase("kinematic, maintenance", latencyOf("kinematic", shortMaintenance));

/** Each latency model and preset, and each thing beside it that the bound has to know of. */
export function boundCases(): BoundCase[] {
  const kinematic = latencyOf("kinematic");
  const scattering = latencyOf("kinematic", scatter);
  return [
    boundCase("levels", latencyOf("levels", cryorl)),
    boundCase("levels, jitter", latencyOf("levels", { ...cryorl, jitter: 0.3 })),
    boundCase("kinematic", kinematic),
    boundCase("kinematic, jitter", scattering),
    ...presetNames().map((name) => boundCase(name, presetLatency(name))),
    boundCase("kinematic, faults", scattering, { faultShare: 0.3 }),
    boundCase("kinematic, survey on entry", scattering, { concealed: true }),
    boundCase("kinematic, positions", scattering, { positions: true }),
    boundCase("kinematic, tilts", scattering, { objective: objectiveOf({ kind: "completed-tilts" }), shows: "tilts" }),
    boundCase("kinematic, cost per hour", scattering, { objective: objectiveOf({ cost_per_hour: 25 }) }),
    boundCase("kinematic, concave objective", scattering, {
      shows: "particles",
      objective: objectiveOf({
        kind: "resolution",
        b_factor: "90 angstrom^2",
        starting_resolution: "6 angstrom",
        starting_particles: 300,
        cost_per_hour: 1,
      }),
    }),
    boundCase("kinematic, late results", scattering, {
      results: { medianSeconds: 60, logSpread: 0.5, timeOutSeconds: 600, lostShare: 0.1 },
    }),
  ];
}

/** Tries in a row after which a target is given up, where tries fail. */
const TRIES = 2;

/** Long enough to collect everything. */
const ROOMY_SECONDS = 1e6;

/**
 * Episode k of a case: the same world and start in all cases with the same targets, a budget of 30 to 90 % of what
 * collecting all good ones takes the policy `clairvoyant`.
 */
export function boundEpisode(
  { latency, objective, shows, positions, faultShare, concealed, results }: BoundCase,
  k: number,
): BoundEpisode {
  const random = new KeyedRandom(k);
  const stream = random.stream(1, RandomKind.World);
  const share = 0.3 + 0.6 * stream.uniform();
  const start = stream.uniform() < 0.3 ? "outside" : "random-hole";
  const data = smallWorld(stream, shows, positions);
  const faults = levelFaults(
    { grid: faultShare, square: faultShare, group: faultShare, hole: faultShare / 2, position: faultShare / 2 },
    TRIES,
  );
  const world = (budgetSeconds: number, costPerHour: number) =>
    new World(
      data,
      { budgetSeconds, latency, objective: { ...objective, costPerHour }, ...(results && { results }) },
      random,
      { faults },
    );
  const begin = { hole: startHole(data.tree, start, random), concealed };
  const roomy = world(ROOMY_SECONDS, 0);
  const { clockSeconds } = runEpisode(roomy, privilegedPolicies.get("clairvoyant").create(roomy), {
    start: begin,
    random: random.stream(0, RandomKind.Policy),
  });
  return { world: world(share * clockSeconds, objective.costPerHour), start: begin, random };
}
