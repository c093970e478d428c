import type { Verdict } from "../statistics/paired-difference.js";
import type { EpisodeFailure } from "./episode-failure.js";

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

/** A confidence interval of 95 %; null for a single episode. */
export type Ci95 = readonly [number, number] | null;

/** The first policy against another one on the same episodes of one scenario with one budget. */
export interface PolicyComparison {
  readonly scenario: string;
  readonly budgetMinutes: number;
  readonly policy: string;
  readonly against: string;
  /** Number of episodes that all policies have finished. */
  readonly episodes: number;
  /** Mean return of the policy less that of the other one. */
  readonly difference: number;
  /** Percentile bootstrap over worlds. */
  readonly ci95: Ci95;
  /** A difference is called one only if its interval excludes 0. */
  readonly verdict: Verdict;
  readonly nonInferiority: {
    /** What may be lost: 2 % of the other one's mean. */
    readonly margin: number;
    /** One-sided 95 % limit below the difference; null for a single episode. */
    readonly lowerLimit: number | null;
    /** Corrected for the number of scenarios and budgets (Holm). */
    readonly pValue: number;
    /** Whether the corrected p-value is at most 5 %. */
    readonly notWorse: boolean;
    /** To show this with 80 % chance if both are the same; null if no number of episodes would do. */
    readonly episodesNeeded: number | null;
  };
}

/** All scenarios together, by normalised scores. */
export interface EvaluationAggregate {
  /** Number of scenarios times budgets that count. */
  readonly tasks: number;
  /** Those where bound and `raster` are about the same. */
  readonly leftOut: readonly { readonly scenario: string; readonly budgetMinutes: number }[];
  readonly policies: readonly {
    readonly policy: string;
    /** Of the scores of all episodes of all tasks. */
    readonly interquartileMean: number;
    readonly ci95: Ci95;
    /** Mean shortfall from a score of 1. */
    readonly optimalityGap: number;
    readonly optimalityGapCi95: Ci95;
  }[];
  readonly comparisons: readonly {
    readonly policy: string;
    readonly against: string;
    /** Mean over tasks of the mean difference in score. */
    readonly difference: number;
    readonly ci95: Ci95;
    readonly verdict: Verdict;
    /** Chance that an episode of the policy scores more than one of the other one on the same task, ties half. */
    readonly probabilityOfImprovement: number;
    readonly probabilityOfImprovementCi95: Ci95;
  }[];
}

/** What `cryogym evaluate --json` writes. */
export interface EvaluationReport {
  readonly schemaVersion: 1;
  readonly seed: number;
  /** Episodes asked for, for each scenario, budget and policy. */
  readonly episodes: number;
  readonly results: readonly EvaluationResult[];
  /** The first policy against each other one, by scenario and budget. */
  readonly comparisons: readonly PolicyComparison[];
  /** Null if no scenario can be scored. */
  readonly aggregate: EvaluationAggregate | null;
  /** Episodes that threw; they are in no figure. */
  readonly failures: readonly EpisodeFailure[];
}
