import { mean } from "simple-statistics";
import { meanInterval, meanOfMeansInterval } from "../statistics/mean-interval.js";

/** A scale is that of nothing where it is less than this share of the bound. */
const LEAST_SCALE_SHARE = 0.01;

/** Returns of two settings in the same episodes of one task. */
export interface PairedReturns {
  readonly returns: readonly number[];
  readonly ofDefault: readonly number[];
  /** What the clairvoyant bound has over `raster` in the mean; a difference is given as a share of it. */
  readonly scale: number;
}

export interface Difference {
  readonly mean: number;
  /** 95 % bootstrap interval; null for a single episode. */
  readonly ci95: readonly [number, number] | null;
}

/** How a setting differs from the default. */
export interface Comparison {
  /** By task, in the unit of its objective. */
  readonly tasks: readonly Difference[];
  /** Mean over tasks of the difference as a share of the task's scale; NaN where no task has one. */
  readonly overall: Difference;
}

/** The scale of a task; NaN where bound and raster are about the same, so that nothing can be told there. */
export function scaleOf(bounds: readonly number[], rasters: readonly number[]): number {
  const bound = mean([...bounds]);
  const scale = bound - mean([...rasters]);
  return scale > LEAST_SCALE_SHARE * Math.abs(bound) ? scale : Number.NaN;
}

/**
 * Paired differences to the default. Intervals resample episodes, within tasks, both settings of an episode together
 * (stratified percentile bootstrap, 2,000 resamples).
 *
 * @param seed same returns and seed, same intervals
 */
export function compareSettings(tasks: readonly PairedReturns[], seed: number): Comparison {
  const differences = tasks.map(({ returns, ofDefault }) => returns.map((value, k) => value - ofDefault[k]!));
  const scaled = differences
    .map((values, i) => values.map((value) => value / tasks[i]!.scale))
    .filter((_, i) => !Number.isNaN(tasks[i]!.scale));
  return {
    tasks: differences.map((values) => ({ mean: mean(values), ci95: meanInterval(values, seed) })),
    overall: {
      mean: scaled.length === 0 ? Number.NaN : mean(scaled.map((values) => mean(values))),
      ci95: meanOfMeansInterval(scaled, seed),
    },
  };
}
