import { unexpected } from "../protocol-error.js";

/** What a hello remembers, and what the server has heard. */
export interface Memories {
  readonly sessionKey: string;
  /** Of the last welcome that whoever says hello has taken in; 0 if none. */
  readonly lastEpoch: number;
  /** The last message of the server that it has taken in. */
  readonly ack: number;
  /** The last epoch in which this server has heard of the session's driver; 0 if none. */
  readonly heardEpoch: number;
  /** A driver is connected, and has said something, in this epoch too. */
  readonly isAtWork: boolean;
}

/**
 * Turns a hello away that may not take over: one that was stuck on its way while its driver went on by another connection,
 * and that of a second driver. What comes from a driver whose last connection merely seems to be alive may.
 *
 * @throws ProtocolError saying which it is
 */
export function requireNewest({ sessionKey, lastEpoch, ack, heardEpoch, isAtWork }: Memories): void {
  if (lastEpoch > 0 && lastEpoch < heardEpoch) {
    throw unexpected(
      `this hello comes from epoch ${lastEpoch}, and the driver of session '${sessionKey}' has spoken in epoch ${heardEpoch} since: it was on its way for long, or another driver runs with a copy of the state`,
      "OLD_EPOCH",
    );
  }
  if (lastEpoch > 0 || ack > 0 || !isAtWork) return;
  throw unexpected(
    `session '${sessionKey}' has a driver at work; this one, which remembers nothing of the session, is another one, or has lost its state, or its hello was on its way for long`,
    "DRIVER_LOST_STATE",
  );
}
