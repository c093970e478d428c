import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { Logger } from "pino";
import type { PrepareOptions } from "../agent/policy.js";
import { preparePolicies } from "../agent/policy-spec.js";
import { UserError } from "../env/errors.js";
import { CollectionServiceService } from "../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ResultsServiceService } from "../proto/gen/cryogym/v1alpha1/results_service.js";
import { SessionServiceService } from "../proto/gen/cryogym/v1alpha1/session_service.js";
import { type SessionDefaults, SessionStore } from "./collection/session-store.js";
import { keepalive } from "./keepalive.js";
import { collectionService } from "./services/collection-service.js";
import { resultsService } from "./services/results-service.js";
import { sessionService } from "./services/session-service.js";

export interface ServerOptions extends SessionDefaults {
  /** `host:port`; port 0 takes a free one. Without TLS the host must be a loopback address. */
  readonly listen: string;
  readonly log: Logger;
  /** How the policy is made ready. */
  readonly prepare?: PrepareOptions;
}

export interface RunningServer {
  /** `host:port` that it listens on. */
  readonly address: string;
  readonly store: SessionStore;
  /** Ends all streams at once. */
  close(): void;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\]):\d{1,5}$/;

/**
 * Starts the policy server.
 *
 * @throws UserError if the address is not loopback or can't be bound
 * @example const server = await startServer({ listen: "127.0.0.1:0", policy: "index", seed: 1, plan, log });
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { listen, log } = options;
  if (!LOOPBACK.test(listen)) {
    throw new UserError(`can't listen on '${listen}': without TLS only loopback is allowed, such as 127.0.0.1:50051`);
  }
  await preparePolicies([options.policy], [], options.prepare);
  const store = new SessionStore({ warn: (text) => log.warn(text), ...options });
  const server = new Server(keepalive);
  server.addService(CollectionServiceService, { ...collectionService(store, log) });
  server.addService(ResultsServiceService, { ...resultsService(store, log) });
  server.addService(SessionServiceService, { ...sessionService(store) });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(listen, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(new UserError(`can't listen on ${listen}: ${error.message}`));
    });
  });
  const address = `${listen.slice(0, listen.lastIndexOf(":"))}:${port}`;
  log.info({ address, policy: options.policy }, "policy server listening");
  return { address, store, close: () => server.forceShutdown() };
}
