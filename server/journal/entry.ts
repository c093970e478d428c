/** One thing that came in or was decided. */
export interface JournalEntry {
  readonly sessionKey: string;
  /** From 0, without gaps, per session. */
  readonly index: number;
  readonly kind: string;
  /** UTC, by the sender's clock. */
  readonly observedAtMilliseconds: number | undefined;
  /** UTC, by ours. Order is by index: clocks may go backwards. */
  readonly recordedAtMilliseconds: number;
  readonly payload: Uint8Array;
}

/** A session as it was made. */
export interface JournaledSession {
  readonly key: string;
  readonly instrument: string;
  readonly createdAtMilliseconds: number;
  /** JSON; the journal does not look into it. */
  readonly settings: string;
}
