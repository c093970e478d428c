import { UserError } from "../../../env/errors.js";
import type { Target } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import { targetFinderKinds } from "./kinds/index.js";
import type { FinderServices, TargetFinder } from "./target-finder.js";
import { toTargets } from "./to-targets.js";

/** What stands below `finder` in a driver's configuration. */
export interface FinderConfig {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/**
 * The finder that a configuration names.
 *
 * @throws UserError if there is none of that name, or one of its keys is wrong
 * @example openFinder({ kind: "nav", grids: [{ name: "G1", file: "/data/g1.nav" }] })
 */
export function openFinder(config: FinderConfig, services?: FinderServices): TargetFinder {
  const kind = targetFinderKinds.get(config.kind);
  const options = kind.options.safeParse(config);
  if (!options.success) {
    const [issue] = options.error.issues;
    throw new UserError(`${["finder", ...issue!.path].join(".")}: ${issue!.message}`);
  }
  return kind.open(options.data, { ...services, open: (inner) => openFinder(inner, services) });
}

/** All that the finder of a configuration finds, as a driver's description of its cassette tells it. @throws UserError */
export function targetSource(config: FinderConfig, services?: FinderServices): () => Promise<readonly Target[]> {
  const finder = openFinder(config, services);
  return async () => toTargets(await finder.find({}));
}
