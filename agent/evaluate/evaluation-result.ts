/** One policy on one scenario with one budget, over all episodes. The names are part of the JSON format. */
export interface EvaluationResult {
  readonly scenario: string;
  readonly policy: string;
  readonly budgetMinutes: number;
  readonly metric: string;
  readonly unit: string;
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
  /** Below 0 with a mean below 0; null where nothing can be collected. */
  readonly shareOfBound: number | null;
  readonly decisionMicrosecondsMedian: number;
}

/** What `cryogym evaluate --json` writes. */
export interface EvaluationReport {
  readonly schemaVersion: 1;
  readonly seed: number;
  readonly episodes: number;
  readonly results: readonly EvaluationResult[];
}
