import { UserError } from "../../env/errors.js";
import { explainFailure } from "./explain-failure.js";

/**
 * The journal can't be written, so nothing may be decided: the message says why and what to do. It stays so until
 * `recover()` has made a write.
 */
export class JournalUnavailable extends Error {
  override readonly name = "JournalUnavailable";
  constructor(file: string, cause: unknown) {
    const { problem, remedy } = explainFailure(cause);
    super(`the journal '${file}' can't be written: ${problem}; ${remedy}. Nothing is decided until it can be`, {
      cause,
    });
  }
}

/** The file is damaged: the message says where, and what to do. */
export class DamagedJournal extends UserError {}

/** Another session holds the lease of the instrument. */
export class LeaseHeld extends Error {
  override readonly name = "LeaseHeld";
  constructor(
    readonly instrument: string,
    /** The session that holds it. */
    readonly sessionKey: string,
  ) {
    super(
      `instrument '${instrument}' is held by session '${sessionKey}'; expected it to be free: end that session first`,
    );
  }
}
