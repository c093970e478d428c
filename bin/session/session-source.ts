import type {
  GetSessionResponse,
  SessionSummary,
  WatchSessionResponse,
} from "../../proto/gen/cryogym/v1alpha1/session_service.js";

/** A session's table, and what a scenario needs beside it. */
export interface ExportedSession {
  readonly table: string;
  /** Objective, latency and budget as YAML. */
  readonly plan: string;
}

/** Where sessions are read: a journal that no server holds, or a server. What they say is the same. */
export interface SessionSource {
  /** Whether sessions go on meanwhile. */
  readonly isLive: boolean;
  /** The newest first. */
  list(): Promise<readonly SessionSummary[]>;
  describe(key: string): Promise<GetSessionResponse>;
  /** All that have happened so far. */
  events(key: string): Promise<readonly WatchSessionResponse[]>;
  export(key: string): Promise<ExportedSession>;
  close(): void;
}
