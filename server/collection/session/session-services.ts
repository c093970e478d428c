import type { Logger } from "pino";
import type { Journal } from "../../journal/index.js";
import type { PolicyHost } from "../../policy/policy-host.js";
import type { Alarm } from "../../safety/alarm.js";
import type { CoreInput } from "../core/core-input.js";
import type { SafetySettings } from "../core/session-safety.js";
import type { LoggedEvent } from "../event-log.js";

/** What came of an input. */
export interface Commit {
  /** Events that it led to. */
  readonly events: readonly LoggedEvent[];
  /** From taking it in to its being safe. */
  readonly milliseconds: number;
}

/** What a session needs of its server. */
export interface SessionServices {
  readonly journal: Journal;
  readonly host: PolicyHost;
  readonly log: Logger;
  /** UTC, milliseconds. */
  readonly now: () => number;
  /** Milliseconds from any origin, by a clock that nobody sets. Default: `now` is such. */
  readonly monotonic?: () => number;
  /** Names this server for drivers, for good. */
  readonly serverId: string;
  /** Limits of an instrument and thresholds of guards. Default: what always holds. */
  readonly safetyOf?: (instrument: string) => SafetySettings;
  /** Hears of what operators should know. */
  readonly alarmed?: (sessionKey: string, alarm: Alarm) => void;
  /** Hears of every input once it is safe. */
  readonly committed?: (sessionKey: string, input: CoreInput, commit: Commit) => void;
  /** A write has failed: sessions are ahead of the journal and have to be read again. */
  readonly lost: (sessionKey: string, error: Error) => void;
}
