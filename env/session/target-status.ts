/** What has become of a target. Stored in a byte per row. */
export const TargetStatus = {
  /** May be exposed or, if it is no hole, entered. */
  Available: 0,
  /** Exposed, its result is not in yet. */
  Pending: 1,
  /** Exposed, its result is in. */
  Measured: 2,
  /** Exposed by others or lost: may not be exposed, its result is unknown to all. */
  Spent: 3,
  /** Taken back by the operator or the driver, or given up after failures. */
  Withdrawn: 4,
  /** A hole that was not found yet. */
  Hidden: 5,
} as const;
export type TargetStatus = (typeof TargetStatus)[keyof typeof TargetStatus];
