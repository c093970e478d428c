import type { EpisodeFailure } from "./episode-failure.js";
import type { Comparison, PolicyAggregate } from "./summary/evaluation-summary.js";

/** One policy on one scenario with one budget, over all episodes. The names are part of the JSON format. */
export interface EvaluationResult {
  readonly scenario: string;
  readonly policy: string;
  readonly budgetMinutes: number;
  readonly metric: string;
  readonly unit: string;
  /** Number of episodes that were finished. */
  readonly episodes: number;
  /** Mean return by the scenario's objective; below 0 where time cost more than the results were worth. */
  readonly mean: number;
  /** Sample standard deviation; null for a single episode. */
  readonly sd: number | null;
  /** 95 % percentile bootstrap interval of the mean; null for a single episode. */
  readonly ci95: readonly [number, number] | null;
  /** What the episodes of the interval differ in: starts of one session say nothing about other sessions. */
  readonly intervalOver: "starts of one session" | "generated worlds";
  readonly exposuresMean: number;
  readonly boundMean: number;
  /** Mean return of the policy `raster` in the same episodes. */
  readonly rasterMean: number;
  /** Below 0 with a mean below 0; null where nothing can be collected. */
  readonly shareOfBound: number | null;
  /** (mean − raster) / (bound − raster): 0 is `raster`, 1 the bound; null where these are about the same. */
  readonly normalisedScore: number | null;
  /** Median over episodes of their medians. */
  readonly decisionMicrosecondsMedian: number;
}

/** What `cryogym evaluate --json` writes. */
export interface EvaluationReport {
  readonly schemaVersion: 1;
  readonly seed: number;
  /** Episodes asked for, for each scenario, budget and policy. */
  readonly episodes: number;
  readonly results: readonly EvaluationResult[];
  /**
   * Earlier policies against later ones: over all scenarios and budgets, and on each. Over the episodes that all have.
   */
  readonly comparisons: readonly Comparison[];
  /** Policies over all scenarios that can be scored; empty if none can. */
  readonly aggregates: readonly PolicyAggregate[];
  /** Episodes that threw; they are in no figure. */
  readonly failures: readonly EpisodeFailure[];
}
