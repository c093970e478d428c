import { defaultSafety, type SafetySettings } from "../../server/collection/core/session-safety.js";
import type { Mode } from "../../server/collection/machine/collection-state.js";
import { notificationsSchema } from "../../server/notifications/settings.js";
import type { ServerOptions } from "../../server/server.js";
import { folderUntilExit } from "./folder-until-exit.js";

/** What a test's server may be other than usual in. */
export interface TestServerOptions {
  /** Default `raster`. */
  readonly policy?: string;
  /** Default 480. */
  readonly budgetMinutes?: number;
  /** Default: one, `default`. */
  readonly instruments?: readonly string[];
  readonly mode?: Mode;
  readonly safety?: SafetySettings;
  /** Folder of the journal. Default: a new one that is gone when the process ends. */
  readonly data?: string;
}

/** The plan of `planOf`, as text. */
export function planText(budgetMinutes: number): string {
  return `name: small
budget: ${budgetMinutes} min
latency: { kind: levels, grid: 2 min, square: 4 min, group: 1 min, hole: 1 min }
objective: { good: ctf_resolution_angstrom <= 6 }
`;
}

/** Instruments for so many sessions at once, each named as its session. */
export function instrumentsFor(count: number): string[] {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  return [...numbers.map((n) => `session-${n}`), ...numbers.map((n) => `fuzz-${n}`), "after"];
}

/** The instrument that a test's session is of: its own where there are many. */
export function instrumentOf(sessionKey: string): string {
  return /^((session|fuzz)-\d+|after)$/.test(sessionKey) ? sessionKey : "";
}

/** Options of a server that listens on a free port and journals into a folder. */
export function serverOptions(options: TestServerOptions = {}): Omit<ServerOptions, "log"> {
  const { policy = "raster", budgetMinutes = 480, instruments = ["default"], mode = "autonomous" } = options;
  const { safety = defaultSafety, data = folderUntilExit("cryogym-server-") } = options;
  return {
    listen: "127.0.0.1:0",
    data,
    instruments: instruments.map((name) => ({
      name,
      session: { scenario: planText(budgetMinutes), budgetSeconds: 60 * budgetMinutes, policy, seed: 1, mode },
      safety,
    })),
    policy: { decideMilliseconds: 10_000, threads: 1, backend: "auto" },
    limits: { message_mebibytes: 4, streams_per_client: 1000, requests_per_minute: 1e9, sessions: 1e6, watchers: 1000 },
    keepalive: { time_seconds: 30, timeout_seconds: 10 },
    notifications: notificationsSchema.parse({}),
    tls: undefined,
    tokens: undefined,
  };
}
