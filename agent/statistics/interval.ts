/** A confidence interval, both ends included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Whether a value lies outside: a difference is called one only if its interval excludes 0. */
export function excludes({ low, high }: Interval, value: number): boolean {
  return value < low || value > high;
}
