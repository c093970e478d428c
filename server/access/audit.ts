import { status } from "@grpc/grpc-js";
import type { Logger } from "pino";
import type { Caller } from "./caller.js";
import { permissions } from "./permissions.js";

const MOST_SESSION_CHARACTERS = 64;

/** One call, when it is over. */
export interface AuditEntry {
  /** Undefined if it was refused before that was known. */
  readonly caller: Caller | undefined;
  readonly method: string;
  /** Session that it named; empty if none. */
  readonly sessionKey: string;
  readonly code: status;
  /** `host:port` or host. */
  readonly peer: string;
  readonly milliseconds: number;
}

/**
 * Writes who did what, to which session, with what result: refusals as warnings, what changes something at info, the
 * rest at debug. Nothing of a message or a credential goes in.
 */
export class AuditLog {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log.child({ audit: true });
  }

  write({ caller, method, sessionKey, code, peer, milliseconds }: AuditEntry): void {
    const fields = {
      who: caller?.name ?? "",
      role: caller?.role ?? "",
      method,
      session: sessionKey.slice(0, MOST_SESSION_CHARACTERS),
      result: status[code],
      peer,
      milliseconds: Math.round(milliseconds),
    };
    if (REFUSED.has(code)) this.#log.warn(fields, "refused");
    else this.#log[permissions.get(method)?.changes === true ? "info" : "debug"](fields, "call");
  }
}

const REFUSED = new Set([status.UNAUTHENTICATED, status.PERMISSION_DENIED, status.RESOURCE_EXHAUSTED]);
