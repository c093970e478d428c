import pino, { type Logger } from "pino";

/** The structured log of a process: JSON lines on standard error, warnings and worse unless CRYOGYM_LOG says another level. */
export function processLog(name: string): Logger {
  return pino({ name, level: process.env.CRYOGYM_LOG ?? "warn" }, pino.destination({ dest: 2, sync: true }));
}
