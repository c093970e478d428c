import type { Logger } from "pino";

/** What a line of the log is about; each is left out where it does not apply. */
export interface LogContext {
  readonly session?: string;
  readonly instrument?: string;
  readonly directive?: string;
  readonly shot?: string;
}

/**
 * A log whose lines say which session, directive and shot they are about, always under the same names.
 *
 * @example
 * const log = sessionLog(serverLog, { session: "monday", instrument: "krios" });
 * sessionLog(log, { directive: "d7", shot: "d7/2" }).warn("no result after an hour");
 */
export function sessionLog(log: Logger, context: LogContext): Logger {
  return log.child({ ...context });
}
