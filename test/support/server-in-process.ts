import { credentials, type ServiceError } from "@grpc/grpc-js";
import pino from "pino";
import { CollectionServiceClient } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import {
  type DeepPartial,
  ReportRequest,
  type ReportResponse,
  ResultsServiceClient,
} from "../../proto/gen/cryogym/v1alpha1/results_service.js";
import {
  CreateSessionRequest,
  type GetSessionResponse,
  type HaltSessionResponse,
  SessionServiceClient,
  type WatchSessionResponse,
} from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { type RunningServer, type ServerOptions, startServer } from "../../server/server.js";
import type { WatchedEvent } from "../../server/services/event-codec.js";
import { watchSession } from "../../server/watch-session.js";
import { serverOptions, type TestServerOptions } from "./server-options.js";

/** Writes nothing. */
export const silentLog = pino({ level: "silent" });

/** A policy server in this process, with clients for it. */
export interface TestServer {
  /** `host:port`. */
  readonly address: string;
  readonly collection: CollectionServiceClient;
  report(request: DeepPartial<ReportRequest>): Promise<ReportResponse>;
  create(request: DeepPartial<CreateSessionRequest>): Promise<void>;
  describe(sessionKey: string): Promise<GetSessionResponse>;
  /** @returns the halt's id */
  halt(sessionKey: string, reason: string): Promise<string>;
  /** Ends a halt, or without one a pause. */
  resume(sessionKey: string, haltId?: string): Promise<void>;
  /** All events of a session, once it is over. */
  events(sessionKey: string): Promise<WatchedEvent[]>;
  readonly running: RunningServer;
  close(): Promise<void>;
}

/** Settles with a unary call's answer. */
function answer<T>(call: (callback: (error: ServiceError | null, response: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

/** Starts a server on a free port. By default it runs `raster` with more time than the small world needs. */
export async function startTestServer(
  options: TestServerOptions = {},
  others: Partial<ServerOptions> = {},
): Promise<TestServer> {
  const server = await startServer({ ...serverOptions(options), log: silentLog, ...others });
  const { address } = server;
  const collection = new CollectionServiceClient(address, credentials.createInsecure());
  const results = new ResultsServiceClient(address, credentials.createInsecure());
  const sessions = new SessionServiceClient(address, credentials.createInsecure());
  return {
    address,
    collection,
    running: server,
    report: (request) => answer((callback) => results.report(ReportRequest.fromPartial(request), callback)),
    async create(request) {
      await answer((callback) => sessions.createSession(CreateSessionRequest.fromPartial(request), callback));
    },
    describe: (sessionKey) => answer((callback) => sessions.getSession({ sessionKey }, callback)),
    async halt(sessionKey, reason) {
      const halted = await answer<HaltSessionResponse>((callback) =>
        sessions.haltSession({ sessionKey, reason }, callback),
      );
      return halted.haltId;
    },
    async resume(sessionKey, haltId = "") {
      await answer((callback) => sessions.resumeSession({ sessionKey, haltId }, callback));
    },
    async events(sessionKey) {
      const events: WatchedEvent[] = [];
      for await (const event of watchSession(address, sessionKey)) events.push(event);
      return events;
    },
    close() {
      for (const client of [collection, results, sessions]) client.close();
      return server.close();
    },
  };
}

/** A session's events as the protocol carries them, shot ids included, once it is over. */
export async function rawEvents(address: string, sessionKey: string): Promise<WatchSessionResponse[]> {
  const client = new SessionServiceClient(address, credentials.createInsecure());
  try {
    const events: WatchSessionResponse[] = [];
    for await (const event of client.watchSession({ sessionKey, fromIndex: 0 }))
      events.push(event as WatchSessionResponse);
    return events;
  } finally {
    client.close();
  }
}
