/** One finished episode: a line of the JSON Lines file. The names are part of the format. */
export interface EpisodeRecord {
  readonly schemaVersion: 1;
  readonly scenario: string;
  readonly policy: string;
  readonly budgetMinutes: number;
  readonly seed: number;
  /** Episode k of a seed: the same world, start and keyed randomness for all policies. */
  readonly episode: number;
  /** By the scenario's objective, cost of time included, like {@link bound} and {@link raster}. */
  readonly return: number;
  /** What no policy can exceed in this episode. */
  readonly bound: number;
  /** Return of the policy `raster` in the same episode, the reference. */
  readonly raster: number;
  readonly good: number;
  readonly exposures: number;
  readonly decisions: number;
  readonly endedAtSeconds: number;
  /** [24] Good so far, results in, at 1/24, 2/24 … 24/24 of the budget. */
  readonly goodAt: readonly number[];
  /** Where the time went; the parts add up to {@link endedAtSeconds}. */
  readonly seconds: {
    readonly moving: number;
    readonly focusing: number;
    readonly exposing: number;
    readonly waiting: number;
    readonly surveying: number;
    readonly failing: number;
  };
  /** Wall-clock time of a decision; the one thing here that another run need not repeat. */
  readonly decisionMicroseconds: { readonly median: number; readonly p95: number; readonly max: number };
  /** Of policies with a belief: the chance given at each exposure against what came of it. */
  readonly forecasts?: ForecastBins;
}

/** Forecasts in 20 equal bins of the chance. */
export interface ForecastBins {
  /** [20] Number of forecasts. */
  readonly count: readonly number[];
  /** [20] Sum of chances. */
  readonly chance: readonly number[];
  /** [20] Number of good ones. */
  readonly good: readonly number[];
  /** [20] Sum of p(1 − p). */
  readonly variance: readonly number[];
  /** Summed over all forecasts, in nats. */
  readonly logLoss: number;
}
