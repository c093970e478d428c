import { status } from "@grpc/grpc-js";
import type { Logger } from "pino";
import { AuditLog } from "./audit.js";
import { Authenticator, type Credentials, type KnownCallers } from "./authenticate.js";
import { authoriseMethod, authoriseRequest, type SessionPlaces } from "./authorise.js";
import type { Caller } from "./caller.js";
import { OpenCount } from "./open-count.js";
import { permissions } from "./permissions.js";
import { RateLimit } from "./rate-limit.js";
import { type RichError, richError } from "./rich-error.js";

/** How much a caller may ask for. */
export interface AccessLimits {
  /** Streams that one caller may have open at once. */
  readonly streams_per_client: number;
  readonly requests_per_minute: number;
  /** Watchers of sessions, all callers together. */
  readonly watchers: number;
}

export interface GateOptions {
  readonly known: KnownCallers;
  readonly limits: AccessLimits;
  readonly places: SessionPlaces;
  readonly log: Logger;
  /** Milliseconds since 1970, for what expires. */
  readonly nowMilliseconds?: () => number;
  /** A monotonic clock in milliseconds, for limits. */
  readonly monotonicMilliseconds?: () => number;
}

const WATCH = /\.SessionService\/WatchSession$/;
const NOBODY: Caller = { name: "anyone", role: "viewer", by: "nothing" };

/** Every call passes it, over gRPC and over HTTP: who calls, may they, and not too often. */
export class Gate {
  readonly authenticator: Authenticator;
  readonly audit: AuditLog;
  readonly #rate: RateLimit;
  readonly #streams: OpenCount;
  readonly #watchers: OpenCount;
  readonly #open = new Set<{ readonly caller: Caller; readonly cut: (why: RichError) => void }>();

  constructor(readonly options: GateOptions) {
    this.authenticator = new Authenticator(options.known, options.nowMilliseconds);
    this.audit = new AuditLog(options.log);
    this.#rate = new RateLimit(options.limits.requests_per_minute, options.monotonicMilliseconds);
    this.#streams = new OpenCount(options.limits.streams_per_client);
    this.#watchers = new OpenCount(options.limits.watchers);
    if (this.authenticator.isOpen) {
      options.log.warn("no tokens file and no client certificates: everybody on this machine is admin");
    }
  }

  /** From the next call on these count; open streams of callers who are not known any more are cut. */
  replace(known: KnownCallers, limits: AccessLimits): void {
    this.authenticator.replace(known);
    this.cutUnknown();
    this.#rate.perMinute = limits.requests_per_minute;
    this.#streams.most = limits.streams_per_client;
    this.#watchers.most = limits.watchers;
  }

  /** Cuts the open streams of callers whose token has expired since, or who are not known any more. */
  cutUnknown(): void {
    for (const { caller, cut } of [...this.#open]) {
      if (this.authenticator.isStillKnown(caller)) continue;
      cut(
        richError(status.UNAUTHENTICATED, `'${caller.name}' is not known any more`, {
          errorInfo: { reason: "NOT_KNOWN_ANY_MORE" },
        }),
      );
    }
  }

  /**
   * Lets a call in by its method, before its request is read. Calls that are refused for want of credentials count
   * against their host.
   *
   * @param method as in the permission table
   * @param host the caller's address without its port
   * @throws RichError UNAUTHENTICATED, PERMISSION_DENIED or RESOURCE_EXHAUSTED
   */
  admit(method: string, credentials: Credentials, host: string): Caller {
    if (permissions.get(method)?.roles === "public") {
      this.#spend(`host ${host}`, method);
      return NOBODY;
    }
    let caller: Caller;
    try {
      caller = this.authenticator.identify(credentials);
    } catch (error) {
      this.#spend(`host ${host}`, method);
      throw error;
    }
    this.#spend(`caller ${caller.name}`, method);
    authoriseMethod(caller, method);
    return caller;
  }

  /** @throws RichError if the request is about another instrument than the caller's */
  admitRequest(caller: Caller, method: string, request: unknown): void {
    authoriseRequest(caller, method, request, this.options.places);
  }

  /**
   * Counts a stream of a caller's.
   *
   * @param cut ends the stream from this side, when its caller is not known any more
   * @returns a function that ends it
   * @throws RichError RESOURCE_EXHAUSTED if the caller has too many, or too many watch
   */
  openStream(caller: Caller, method: string, cut: (why: RichError) => void): () => void {
    const closeCounted = this.#count(caller, method);
    const entry = { caller, cut };
    this.#open.add(entry);
    return () => {
      this.#open.delete(entry);
      closeCounted();
    };
  }

  #count(caller: Caller, method: string): () => void {
    const end = this.#streams.open(caller.name);
    if (end === undefined)
      throw exhausted("STREAMS", `'${caller.name}' has ${this.#streams.most} streams open`, method);
    if (!WATCH.test(method)) return end;
    const leave = this.#watchers.open("all");
    if (leave === undefined) {
      end();
      throw exhausted("WATCHERS", `${this.#watchers.most} watch already`, method);
    }
    return () => {
      end();
      leave();
    };
  }

  /** How many streams a caller has open. */
  openStreams(caller: string): number {
    return this.#streams.count(caller);
  }

  #spend(who: string, method: string): void {
    const wait = this.#rate.take(who);
    if (wait === 0) return;
    const text = `more than ${this.#rate.perMinute} requests a minute; try again in ${wait} ms`;
    throw exhausted("REQUESTS", text, method, { retry_after_milliseconds: String(wait) });
  }
}

function exhausted(what: string, message: string, method: string, more: Record<string, string> = {}) {
  return richError(status.RESOURCE_EXHAUSTED, message, {
    errorInfo: { reason: `TOO_MANY_${what}`, metadata: { method, ...more } },
  });
}
