import type { CollectionTask } from "../../env/collection/episode-starter.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import type { Scenario } from "../../env/scenario/scenario.js";
import type { SurveyMode } from "../../env/world/world-source.js";

/** Numbers of targets that are measured. */
export const targetCounts = [100, 1_000, 10_000] as const;
export type TargetCount = (typeof targetCounts)[number];

/** How many grids, squares in all, groups a square and holes a group there are. */
export type BenchLayout = readonly [grids: number, squares: number, groups: number, holes: number];

/** Layouts that make up a number of targets. */
const layouts: Readonly<Record<TargetCount, BenchLayout>> = {
  100: [1, 3, 2, 15],
  1000: [1, 9, 5, 21],
  10000: [10, 90, 5, 21],
};

/** The scenario `y1-like` with a layout. */
export function benchScenario([grids, squares, groups, holes]: BenchLayout): Scenario {
  const scenario = loadScenario("y1-like");
  const { layout, ...options } = scenario.world.options as { readonly layout: object };
  const size = {
    grids,
    squares: [squares, squares],
    groups_per_square: [groups, groups],
    holes_per_group: [holes, holes],
  };
  return { ...scenario, world: { ...scenario.world, options: { ...options, layout: { ...layout, ...size } } } };
}

/** What an environment is measured on. */
export function benchTask(targets: TargetCount, survey: SurveyMode): CollectionTask {
  const scenario = benchScenario(layouts[targets]);
  return { ...scenario, source: { ...openWorld(scenario), survey } };
}
