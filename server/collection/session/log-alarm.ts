import type { Logger } from "pino";
import type { Alarm } from "../../safety/alarm.js";

/** Writes an alarm of a session into the log, as loud as it is urgent. */
export function logAlarm(log: Logger, session: string, { severity, code, text, cleared }: Alarm): void {
  const level = cleared || severity === "info" ? "info" : severity === "warning" ? "warn" : "error";
  log[level]({ session, code }, cleared ? `over: ${text}` : text);
}
