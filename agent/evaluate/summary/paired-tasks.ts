import { meanSimple } from "simple-statistics";
import type { EpisodeRecord } from "../episode-record.js";
import type { Worlds } from "./evaluation-summary.js";

/** What the records of a scenario do not say of it. */
export interface ScenarioFacts {
  /** What the objective counts (default: `return`). */
  readonly metric?: string;
  /** Of that, such as `micrographs` (default: none). */
  readonly unit?: string;
  /** Default: generated worlds. */
  readonly over?: Worlds;
}

/** The records of one task in pairs: `records.get(policy)![k]` is the same episode for all policies. */
export interface PairedTask {
  readonly scenario: string;
  readonly budgetMinutes: number;
  readonly label: string;
  readonly facts: Required<ScenarioFacts>;
  readonly records: ReadonlyMap<string, readonly EpisodeRecord[]>;
  /** Means over the episodes, fixed references of the score. */
  readonly bound: number;
  readonly raster: number;
}

/**
 * Sorts records into tasks, by scenario and budget, and leaves out what has no counterpart: an episode counts only if
 * all policies have it with all budgets of the scenario. The order of the records does not matter.
 *
 * @param scenarios in the order of the tasks; others follow by name
 * @throws RangeError if an episode is there twice
 */
export function pairedTasks(
  records: readonly EpisodeRecord[],
  policies: readonly string[],
  scenarios: Readonly<Record<string, ScenarioFacts>>,
): PairedTask[] {
  const names = [...new Set(records.map(({ scenario }) => scenario))].sort();
  const listed = Object.keys(scenarios).filter((name) => names.includes(name));
  return [...listed, ...names.filter((name) => !listed.includes(name))].flatMap((scenario) => {
    const here = records.filter((record) => record.scenario === scenario && policies.includes(record.policy));
    return tasksOf(scenario, here, policies, scenarios[scenario] ?? {});
  });
}

function tasksOf(
  scenario: string,
  records: readonly EpisodeRecord[],
  policies: readonly string[],
  facts: ScenarioFacts,
): PairedTask[] {
  const budgets = [...new Set(records.map(({ budgetMinutes }) => budgetMinutes))].sort((a, b) => a - b);
  const byKey = new Map<string, EpisodeRecord>();
  const times = new Map<string, number>();
  for (const record of records) {
    const key = keyOf(record, record.policy, record.budgetMinutes);
    if (byKey.has(key)) throw new RangeError(`episode ${record.episode} of ${key} is there twice; expected it once`);
    byKey.set(key, record);
    const world = worldOf(record);
    times.set(world, (times.get(world) ?? 0) + 1);
  }
  const worlds = [...new Map(records.map((record) => [worldOf(record), record])).values()]
    .filter((record) => times.get(worldOf(record)) === policies.length * budgets.length)
    .sort((a, b) => a.seed - b.seed || a.episode - b.episode);
  if (worlds.length === 0) return [];
  return budgets.map((budgetMinutes) => {
    const of = (policy: string) => worlds.map((world) => byKey.get(keyOf(world, policy, budgetMinutes))!);
    const any = of(policies[0]!);
    return {
      scenario,
      budgetMinutes,
      label: budgets.length === 1 ? scenario : `${scenario}, ${budgetMinutes} min`,
      facts: { metric: "return", unit: "", over: "generated worlds", ...facts },
      records: new Map(policies.map((policy) => [policy, of(policy)])),
      bound: meanSimple(any.map(({ bound }) => bound)),
      raster: meanSimple(any.map(({ raster }) => raster)),
    };
  });
}

/** Number of episodes of a task. */
export function worldsOf({ records }: PairedTask): number {
  return records.values().next().value!.length;
}

function worldOf({ seed, episode }: EpisodeRecord): string {
  return `${seed}/${episode}`;
}

function keyOf(record: EpisodeRecord, policy: string, budgetMinutes: number): string {
  return `${record.scenario}/${policy}/${budgetMinutes}/${worldOf(record)}`;
}
