import type { BootstrapMethod } from "../../statistics/bootstrap-interval.js";
import type { Calibration } from "../../statistics/calibration.js";
import type { Interval } from "../../statistics/interval.js";
import type { Verdict } from "../../statistics/paired-difference.js";
import type { EpisodeRecord } from "../episode-record.js";

/** What episodes of a scenario differ in, and so what intervals are over. */
export type Worlds = "generated worlds" | "starts of one session";

/** A figure with its 95 % interval; null where one world says nothing about the spread. */
export interface Estimate {
  readonly value: number;
  readonly interval: Interval | null;
}

/** One policy on one task, over all its episodes. */
export interface TaskPolicy {
  readonly policy: string;
  /** Mean return by the scenario's objective. */
  readonly mean: Estimate;
  /** Sample standard deviation over episodes; null for one. */
  readonly sd: number | null;
  /** (mean − raster) / (bound − raster); null where the task has no {@link TaskSummary.scored}. */
  readonly score: Estimate | null;
  /** Bound less mean: what knowing everything would have added at most. */
  readonly regret: Estimate;
  /** Null where nothing can be collected. */
  readonly shareOfBound: number | null;
  readonly good: number;
  readonly exposures: number;
  readonly decisions: number;
  readonly endedAtSeconds: number;
  /** [24] Mean good so far at 1/24, 2/24 … of the budget. */
  readonly goodAt: readonly Estimate[];
  /** Mean seconds. */
  readonly seconds: EpisodeRecord["seconds"];
  readonly decisionMicroseconds: Latency;
}

/** Wall-clock time of a decision in microseconds: medians over episodes of the episode's figures, and the slowest of all. */
export interface Latency {
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** A scenario with one budget: what all policies were run on. */
export interface TaskSummary {
  readonly scenario: string;
  readonly budgetMinutes: number;
  /** Tells it from the others: the scenario, and the budget where it has several. */
  readonly label: string;
  /** Episodes that all policies have, each a world of its own. */
  readonly worlds: number;
  readonly over: Worlds;
  readonly metric: string;
  readonly unit: string;
  /** References, fixed for the task: means over its episodes. */
  readonly bound: number;
  readonly raster: number;
  /** Whether bound and raster are far enough apart to score by. */
  readonly scored: boolean;
  readonly policies: readonly TaskPolicy[];
}

/** One policy over all scored tasks. */
export interface PolicyAggregate {
  readonly policy: string;
  readonly interquartileMean: Estimate;
  readonly mean: Estimate;
  readonly median: Estimate;
  /** By how much runs fall short of 1 in the mean. */
  readonly optimalityGap: Estimate;
}

/** Performance profile of one policy: share of the runs above each threshold. */
export interface ScoreProfile {
  readonly policy: string;
  /** Of episodes. */
  readonly runs: readonly Estimate[];
  /** Of tasks' means. */
  readonly tasks: readonly Estimate[];
}

export interface Difference extends Estimate {
  readonly verdict: Verdict;
}

/** First against second on one task, in the objective's unit. */
export interface TaskComparison {
  readonly scenario: string;
  readonly budgetMinutes: number;
  readonly label: string;
  readonly worlds: number;
  readonly difference: Difference;
  readonly improvement: Estimate;
  readonly nonInferiority: {
    /** What may be lost. */
    readonly margin: number;
    /** One-sided 95 % limit of the difference, this task by itself; null for one world. */
    readonly lowerLimit: number | null;
    readonly pValue: number;
    /** Corrected by Holm's method over the tasks of the comparison. */
    readonly correctedPValue: number;
    /** Whether the corrected p-value is at most 0.05. */
    readonly notWorse: boolean;
    /** Standard deviation of the paired differences; null for one world. */
    readonly sd: number | null;
    /** Worlds needed to show it if both are the same; null where no number is enough or the spread is not known. */
    readonly worldsNeeded: number | null;
  };
}

/** First against second over all tasks. */
export interface Comparison {
  readonly first: string;
  readonly second: string;
  /** Of the normalised score over scored tasks; null if there are none. */
  readonly score: Difference | null;
  /** Chance that a run of the first beats one of the second on the same task, over all tasks. */
  readonly improvement: Estimate;
  /** Episodes, the same for both, in which the first's return was higher, the same, lower. */
  readonly won: number;
  readonly tied: number;
  readonly lost: number;
  readonly tasks: readonly TaskComparison[];
}

/** One bin of a reliability diagram. */
export interface ReliabilityPoint {
  readonly count: number;
  readonly chance: number;
  readonly good: Estimate;
}

/** How far a policy's forecasts could be trusted. */
export interface PolicyCalibration extends Calibration {
  readonly policy: string;
  /** Nats a forecast. */
  readonly logLoss: number;
  /** Bins that have forecasts. */
  readonly points: readonly ReliabilityPoint[];
  readonly tasks: readonly (Calibration & { readonly label: string; readonly logLoss: number })[];
}

/** Everything that the report of an evaluation shows, as numbers. */
export interface EvaluationSummary {
  readonly schemaVersion: 2;
  /** In the order of the figures; comparisons are of earlier against later ones. */
  readonly policies: readonly string[];
  /** Policies that were asked for, but have no record. */
  readonly absent: readonly string[];
  readonly seeds: readonly number[];
  /** Records left out since another policy or budget lacks the same episode. */
  readonly unpaired: number;
  readonly intervals: { readonly level: number; readonly method: BootstrapMethod; readonly resamples: number };
  readonly nonInferiority: { readonly marginShare: number; readonly level: number; readonly power: number };
  readonly tasks: readonly TaskSummary[];
  readonly aggregates: readonly PolicyAggregate[];
  readonly profiles: { readonly taus: readonly number[]; readonly policies: readonly ScoreProfile[] };
  readonly comparisons: readonly Comparison[];
  readonly calibrations: readonly PolicyCalibration[];
  readonly latencies: readonly (Latency & { readonly policy: string })[];
}
