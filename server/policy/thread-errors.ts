import type { FallbackReason } from "./decision-record.js";

/** A thread could not answer. */
export class ThreadFailure extends Error {
  override readonly name = "ThreadFailure";

  /** @param reason `lost` if what was asked has nothing to do with it */
  constructor(
    readonly reason: FallbackReason,
    message: string,
  ) {
    super(message);
  }
}

/** Neither a session's policy nor `index` could decide: the session has to pause. */
export class DecisionUnavailable extends Error {
  override readonly name = "DecisionUnavailable";
}
