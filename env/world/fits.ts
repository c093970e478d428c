/** Tolerance for sums of durations, seconds. */
const CLOCK_TOLERANCE_SECONDS = 1e-6;

/** Whether a duration still fits into what is left of a budget. */
export function fits(durationSeconds: number, remainingSeconds: number): boolean {
  return durationSeconds <= remainingSeconds + CLOCK_TOLERANCE_SECONDS;
}
