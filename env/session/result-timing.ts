/** When the pipeline's results arrive. */
export interface ResultTiming {
  /** Median time from an exposure's end to its result. */
  readonly medianSeconds: number;
  /** Standard deviation of the delay's logarithm; 0 for delays that are all alike. */
  readonly logSpread: number;
  /** After this time a result that never came counts as failed. */
  readonly timeOutSeconds: number;
  /** Share of results that never come. */
  readonly lostShare: number;
}

/** Least time that a WAIT is expected to take. */
const LEAST_WAIT_SECONDS = 1;

/** Expected seconds of a WAIT: the median delay, at least a second. */
export function expectedWaitSeconds(timing: ResultTiming): number {
  return Math.max(LEAST_WAIT_SECONDS, timing.medianSeconds);
}
