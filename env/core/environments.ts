import { CollectionEnv, type CollectionOptions } from "../collection/collection-env.js";
import { UserError } from "../errors.js";
import { HolesEnv, type HolesOptions } from "../holes/holes-env.js";
import { Registry, type RegistryEntry } from "../registry.js";
import type { Scenario } from "../scenario/scenario.js";
import { TomographyEnv, type TomographyOptions } from "../tomography/tomography-env.js";
import type { Env } from "./env.js";
import { EnvSpec } from "./env-spec.js";
import { parseEnvironmentId, resolveEnvironmentId } from "./environment-id.js";
import { requireKnownKeys } from "./known-keys.js";

/** An environment by its id. */
export interface EnvironmentEntry extends RegistryEntry {
  /** The id: `[namespace/]Name-vN`. The version goes up whenever results are no longer comparable. */
  readonly name: string;
  /** @param options as given to {@link make} */
  create(options: unknown): Env<unknown, unknown>;
}

/** Options and type of the environments whose ids the compiler knows; others may merge theirs in. */
export interface KnownEnvironments {
  readonly "CryoEM/Collection-v0": { readonly options: CollectionOptions; readonly env: CollectionEnv };
  readonly "CryoEM/Holes-v0": { readonly options: HolesOptions; readonly env: HolesEnv };
  readonly "CryoEM/Tomography-v0": { readonly options: TomographyOptions; readonly env: TomographyEnv };
}

/** All environments that can be made; use {@link register} to add one. */
export const environments = new Registry<EnvironmentEntry>("environment");

/**
 * Makes an environment available under its id.
 *
 * @throws RangeError if the id is malformed; Error if it is taken
 * @example register({ name: "Lab/Screening-v0", summary: "our own", create: () => new ScreeningEnv() });
 */
export function register(entry: EnvironmentEntry): void {
  if (parseEnvironmentId(entry.name)?.version === undefined) {
    throw new RangeError(
      `'${entry.name}' is no environment id; expected [namespace/]Name-vN, such as 'Lab/Screening-v0'`,
    );
  }
  environments.register(entry);
}

/**
 * A new environment. An id without a version means the newest one; a warning of the process then names it, and also
 * where there is a newer one than the one wanted.
 *
 * @throws UserError if the id is unknown or its options are wrong
 * @example const env = make("CryoEM/Collection-v0", { scenario: "y1-like" });
 */
export function make<Id extends keyof KnownEnvironments>(
  id: Id,
  options: KnownEnvironments[Id]["options"],
): KnownEnvironments[Id]["env"];
export function make(id: string, options?: unknown): Env<unknown, unknown>;
export function make(id: string, options?: unknown): Env<unknown, unknown> {
  const { id: registered, note } = resolveEnvironmentId(id, environments.names());
  if (note !== undefined) process.emitWarning(note, { type: "CryogymWarning", code: "CRYOGYM_ENV_VERSION" });
  const env = environments.get(registered).create(options);
  env.spec = new EnvSpec(registered, options);
  return env;
}

register({
  name: CollectionEnv.id,
  summary: "collects good micrographs from grids, squares, groups and holes within a time budget",
  create: (options) =>
    CollectionEnv.make(
      requireScenario(CollectionEnv.id, options, ["maxCandidates", "maxSteps", "maxIllegalActions", "renderMode"]),
    ),
});

register({
  name: HolesEnv.id,
  summary: "collects good micrographs from a flat list of holes within a time budget: CryoRL's problem",
  create: (options) =>
    HolesEnv.make(requireScenario(HolesEnv.id, options, ["maxHoles", "maxSteps", "maxIllegalActions", "renderMode"])),
});

register({
  name: TomographyEnv.id,
  summary: "collects tilt series, minutes long each, from grids, squares, groups and targets within a time budget",
  create: (options) =>
    TomographyEnv.make(
      requireScenario(TomographyEnv.id, options, ["maxCandidates", "maxSteps", "maxIllegalActions", "renderMode"]),
    ),
});

function requireScenario(
  id: string,
  options: unknown,
  limits: readonly string[],
): { readonly scenario: string | Scenario } {
  if (options !== undefined)
    requireKnownKeys(id, options, ["scenario", "dataFolder", "worldPool", "worldPoolSeed", ...limits]);
  if (!hasScenario(options)) {
    throw new UserError(`${id}: the option 'scenario' must be a scenario, its name such as 'y1-like', or its file`);
  }
  return options;
}

function hasScenario(options: unknown): options is { readonly scenario: string | Scenario } {
  if (typeof options !== "object" || options === null || !("scenario" in options)) return false;
  return typeof options.scenario === "string" || (typeof options.scenario === "object" && options.scenario !== null);
}
