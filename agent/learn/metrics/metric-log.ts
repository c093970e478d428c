/**
 * Where the figures of a training run are written to while it runs. What `write` was given is in the file when it
 * returns, so that an interrupted run loses none.
 *
 * @example
 * const log: MetricLog = JsonLinesLog.open("runs/first/metrics.jsonl", { clock });
 * log.write(2048, { "loss/policy": -0.01, "rollout/return": 87 });
 * log.close();
 */
export interface MetricLog {
  /**
   * @param step of the training, a whole number from 0; each format says what it makes of NaN and infinite values
   * @throws RangeError if the step is none
   */
  write(step: number, metrics: Readonly<Record<string, number>>): void;
  close(): void;
}

/** How a {@link MetricLog} is opened. */
export interface MetricLogOptions {
  /** Seconds since 1970, for the wall time of each entry. */
  readonly clock: () => number;
  /**
   * The last step that the saved state knows: the run goes on from there, and entries of later steps, which will be
   * taken once more, no longer count. Undefined for a new run.
   */
  readonly resumeStep?: number | undefined;
}

/** @throws RangeError */
export function requireStep(step: number): void {
  if (Number.isSafeInteger(step) && step >= 0) return;
  throw new RangeError(`a step of the training is a whole number from 0, not ${step}`);
}
