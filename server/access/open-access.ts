import { ServerCredentials } from "@grpc/grpc-js";
import type { Logger } from "pino";
import { UserError } from "../../env/errors.js";
import type { ServeConfig } from "../config/config-schema.js";
import type { KnownCallers } from "./authenticate.js";
import type { SessionPlaces } from "./authorise.js";
import { Gate } from "./gate.js";
import { type ExpiryNotice, expiryNotices, watchExpiry } from "./tls/certificate-expiry.js";
import { ReloadableServerCredentials } from "./tls/server-credentials.js";
import { readTls, type TlsMaterial } from "./tls/tls-files.js";
import { readTokenFile } from "./tokens/token-file.js";

/** How long the stream of a token that expires may go on. */
const SWEEP_MILLISECONDS = 30_000;

/** What of a configuration says who may do what. */
export type AccessConfig = Pick<ServeConfig, "tls" | "tokens" | "limits">;

export interface AccessOptions {
  readonly places: SessionPlaces;
  readonly log: Logger;
  /** Hears of all certificates that end, once a day and after each reload; it is logged anyway. */
  readonly onExpiry?: (notices: readonly ExpiryNotice[]) => void;
}

/** Who may do what, and how the line is secured. */
export interface Access {
  readonly gate: Gate;
  /** For `bindAsync`. */
  readonly credentials: ServerCredentials;
  /** The present certificates; undefined without TLS. */
  readonly tls: () => TlsMaterial | undefined;
  /**
   * Takes tokens, client names, certificates and limits from a configuration and the files that it names, all or nothing.
   *
   * @throws UserError if something is wrong with them; then everything stays as it was
   */
  reload(config: AccessConfig): void;
  /** Called after each reload that changed the certificates. */
  onCertificates(listener: (material: TlsMaterial) => void): void;
  close(): void;
}

/**
 * Reads tokens and certificates and puts the gate up.
 *
 * @param config paths are absolute
 * @throws UserError if a file is wrong
 * @example
 * const access = openAccess(config, { places, log });
 * const server = new Server({ ...serverOptionsOf(config), interceptors: [accessInterceptor(access.gate)] });
 * server.bindAsync(config.listen, access.credentials, bound);
 */
export function openAccess(config: AccessConfig, { places, log, onExpiry }: AccessOptions): Access {
  let material = config.tls === undefined ? undefined : readTls(config.tls);
  const secure = material === undefined ? undefined : new ReloadableServerCredentials(material);
  const gate = new Gate({ known: knownCallers(config), limits: config.limits, places, log });
  const listeners: ((material: TlsMaterial) => void)[] = [];
  const tell = (notices: readonly ExpiryNotice[]) => {
    for (const notice of notices) log[notice.code === "certificate_expired" ? "error" : "warn"](notice, notice.text);
    onExpiry?.(notices);
  };
  const stopWatching = material === undefined ? () => {} : watchExpiry(() => material as TlsMaterial, tell);
  const sweep = setInterval(() => gate.cutUnknown(), SWEEP_MILLISECONDS).unref();
  return {
    gate,
    credentials: secure ?? ServerCredentials.createInsecure(),
    tls: () => material,
    reload(next) {
      const known = knownCallers(next);
      requireSame(material, next);
      const read = next.tls === undefined ? undefined : readTls(next.tls);
      gate.replace(known, next.limits);
      if (read === undefined || secure === undefined) return;
      material = read;
      secure.replace(read);
      tell(expiryNotices(read, Date.now()));
      for (const listener of listeners) listener(read);
    },
    onCertificates: (listener) => listeners.push(listener),
    close: () => {
      stopWatching();
      clearInterval(sweep);
    },
  };
}

/** What a server that listens can't change any more. */
function requireSame(present: TlsMaterial | undefined, { tls }: AccessConfig): void {
  const before = [present !== undefined, present?.ca !== undefined, present?.requireClientCertificate ?? false];
  const after = [tls !== undefined, tls?.client_ca !== undefined, tls?.require_client_certificate ?? false];
  if (before.every((value, i) => value === after[i])) return;
  throw new UserError("whether there is TLS, and what clients must show, changes only when the server is started anew");
}

function knownCallers({ tls, tokens }: AccessConfig): KnownCallers {
  return { ...(tokens !== undefined && { tokens: readTokenFile(tokens) }), certificates: tls?.clients ?? [] };
}
