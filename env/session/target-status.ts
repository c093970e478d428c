/** What has become of a hole. Stored in a byte per target. */
export const TargetStatus = {
  /** May be exposed. (Also every target that is no hole.) */
  Available: 0,
  /** Exposed, its result is not in yet. */
  Pending: 1,
  /** Exposed, its result is in. */
  Measured: 2,
  /** Exposed by others or lost: may not be exposed, its result is unknown to all. */
  Spent: 3,
  /** Taken back by the operator or the driver. */
  Withdrawn: 4,
} as const;
export type TargetStatus = (typeof TargetStatus)[keyof typeof TargetStatus];
