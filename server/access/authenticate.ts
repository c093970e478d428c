import { status } from "@grpc/grpc-js";
import type { Caller } from "./caller.js";
import { type RichError, richError } from "./rich-error.js";
import type { Role } from "./roles.js";
import { type StoredToken, tokenState } from "./tokens/token-schema.js";
import { isToken, tokenHash } from "./tokens/token-secret.js";

/** What a client's certificate stands for. */
export interface CertificateEntry {
  readonly common_name: string;
  readonly role: Role;
  readonly instrument?: string | undefined;
}

/** What came with a call. */
export interface Credentials {
  /** The header `authorization`, if there is one. */
  readonly authorization?: string | undefined;
  /** Common name of the client's certificate, if it was verified. */
  readonly commonName?: string | undefined;
  /** Whether it comes from this machine. */
  readonly isLoopback: boolean;
}

/** What is known of callers; replaced as a whole when it is read again. */
export interface KnownCallers {
  /** Absent: there is no tokens file. */
  readonly tokens?: readonly StoredToken[];
  readonly certificates?: readonly CertificateEntry[];
}

/** Finds out who calls. */
export class Authenticator {
  #byHash = new Map<string, StoredToken>();
  #byCommonName = new Map<string, CertificateEntry>();
  #isOpen = false;

  constructor(
    known: KnownCallers,
    readonly nowMilliseconds: () => number = Date.now,
  ) {
    this.replace(known);
  }

  /** From now on these count and no others. */
  replace({ tokens, certificates = [] }: KnownCallers): void {
    this.#byHash = new Map((tokens ?? []).map((token) => [token.sha256, token]));
    this.#byCommonName = new Map(certificates.map((entry) => [entry.common_name, entry]));
    this.#isOpen = tokens === undefined && certificates.length === 0;
  }

  /** Whether everybody on this machine is admin, as nobody is known by anything. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Who calls. A token that is sent must be good, whatever else the caller could be known by.
   *
   * @throws RichError UNAUTHENTICATED with the reason; its text never holds what was sent
   */
  identify({ authorization, commonName, isLoopback }: Credentials): Caller {
    if (authorization !== undefined) return this.#byToken(authorization);
    const entry = commonName === undefined ? undefined : this.#byCommonName.get(commonName);
    if (entry !== undefined) {
      const { role, instrument } = entry;
      return { name: entry.common_name, role, by: "certificate", ...(instrument !== undefined && { instrument }) };
    }
    if (this.#isOpen && isLoopback) return { name: "anyone", role: "admin", by: "address" };
    if (commonName !== undefined) {
      throw refusal(
        "CERTIFICATE_UNKNOWN",
        "no entry names this client's certificate; add its common name to tls.clients",
      );
    }
    throw refusal("CREDENTIALS_MISSING", "who calls? Send the header 'authorization: Bearer TOKEN' with a token");
  }

  /** Whether a caller who was let in would be let in again as the same: what is open for a long time is asked this. */
  isStillKnown({ name, role, instrument, by }: Caller): boolean {
    if (by === "nothing") return true;
    if (by === "address") return this.#isOpen;
    if (by === "certificate") {
      const entry = this.#byCommonName.get(name);
      return entry?.role === role && entry.instrument === instrument;
    }
    const now = this.nowMilliseconds();
    return [...this.#byHash.values()].some(
      (token) =>
        token.name === name &&
        token.role === role &&
        token.instrument === instrument &&
        tokenState(token, now) === "valid",
    );
  }

  #byToken(authorization: string): Caller {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (token === undefined || !isToken(token)) {
      throw refusal("TOKEN_MALFORMED", "expected 'authorization: Bearer TOKEN' with a token that 'cryogym token' made");
    }
    const stored = this.#byHash.get(tokenHash(token));
    if (stored === undefined) throw refusal("TOKEN_UNKNOWN", "this server does not know the token");
    const { name, role, instrument } = stored;
    const state = tokenState(stored, this.nowMilliseconds());
    if (state === "revoked") throw refusal("TOKEN_REVOKED", `the token '${name}' was revoked`);
    if (state === "expired") throw refusal("TOKEN_EXPIRED", `the token '${name}' has expired; ask for another one`);
    return { name, role, by: "token", ...(instrument !== undefined && { instrument }) };
  }
}

function refusal(reason: string, message: string): RichError {
  return richError(status.UNAUTHENTICATED, message, { errorInfo: { reason } });
}
