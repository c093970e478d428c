import { measureWorld } from "./measure-world.js";
import type { IsGood, StatisticsWorld } from "./statistics-world.js";
import type { WorldMeasures } from "./world-measures.js";

/** What is measured of several worlds. */
export interface WorldStatistics {
  /** Number of worlds. */
  readonly worlds: number;
  /** Mean over the worlds that a figure can be had from; NaN if none. */
  readonly mean: WorldMeasures;
  /** Sample standard deviation over the same worlds; NaN if fewer than two. */
  readonly sd: WorldMeasures;
}

/**
 * Measures each world on its own and averages: a real session is one world too, so it may be compared.
 *
 * @param isGood an objective's
 * @throws RangeError if there is no world, or a tree has no level `square` or `group`
 * @example worldStatistics(worlds, scenario.plan.objective.isGood).mean.goodShare.bySquare.sd // 0.29
 */
export function worldStatistics(worlds: Iterable<StatisticsWorld>, isGood: IsGood): WorldStatistics {
  return summarise(Array.from(worlds, (world) => measureWorld(world, isGood)));
}

/**
 * Mean and spread of what was measured of each world.
 *
 * @throws RangeError if there is none
 */
export function summarise(measures: readonly WorldMeasures[]): WorldStatistics {
  if (measures.length === 0) throw new RangeError("expected at least one world");
  return {
    worlds: measures.length,
    mean: combine(measures, (values) => values.reduce((sum, value) => sum + value, 0) / values.length),
    sd: combine(measures, sampleSd),
  };
}

function sampleSd(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** Data of one shape, number by number. */
function combine<T>(items: readonly T[], reduce: (values: readonly number[]) => number): T {
  const first = items[0];
  if (typeof first === "number") {
    return reduce((items as readonly number[]).filter((value) => !Number.isNaN(value))) as T;
  }
  if (Array.isArray(first)) {
    return first.map((_, i) =>
      combine(
        (items as readonly (readonly unknown[])[]).map((item) => item[i]),
        reduce,
      ),
    ) as T;
  }
  const records = items as readonly Readonly<Record<string, unknown>>[];
  return Object.fromEntries(
    Object.keys(records[0]!).map((key) => [
      key,
      combine(
        records.map((record) => record[key]),
        reduce,
      ),
    ]),
  ) as T;
}
