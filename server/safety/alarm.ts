import type { AlarmSeverity } from "./guards/guard.js";

/** Something that an operator should know, or that it does not hold any more. JSON. */
export interface Alarm {
  /** Names this occurrence; its clearing has the same. Never used again in a session. */
  readonly id: string;
  /** Names the kind, snake_case, such as no_results. */
  readonly code: string;
  /** What it is about, where several of a kind can hold at once. */
  readonly subject?: string;
  readonly severity: AlarmSeverity;
  /** For a person; of a cleared alarm what it was about. */
  readonly text: string;
  /** The session is to pause now. */
  readonly pauses: boolean;
  /** Raised, or cleared: the server's clock, seconds since 1970 UTC. */
  readonly at: number;
  readonly cleared: boolean;
}
