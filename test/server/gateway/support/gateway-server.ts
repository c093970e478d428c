import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import {
  DriveResponse,
  type ExchangeRequest,
  ExchangeResponse,
} from "../../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import {
  ExportSessionResponse,
  GetSessionResponse,
  ListSessionsResponse,
  SessionState,
  type WatchSessionRequest,
  WatchSessionResponse,
} from "../../../../proto/gen/cryogym/v1alpha1/session_service.js";
import { type Access, openAccess } from "../../../../server/access/open-access.js";
import { richError } from "../../../../server/access/rich-error.js";
import { roles } from "../../../../server/access/roles.js";
import { createToken } from "../../../../server/access/tokens/manage-tokens.js";
import { type GatewayOptions, startGateway } from "../../../../server/gateway/gateway.js";
import type { Handlers } from "../../../../server/gateway/handlers.js";
import { Metrics } from "../../../../server/operations/metrics.js";
import { folderUntilExit } from "../../../support/folder-until-exit.js";
import { keptLog, places, roomy, services } from "../../access/support/trivial-server.js";

export const limits = { ...roomy, message_mebibytes: 1, sessions: 10 };

/** What came back. */
export interface Answer {
  readonly code: number;
  readonly body: string;
  readonly headers: Record<string, unknown>;
  readonly json: Record<string, never> & {
    status?: string;
    details?: { reason?: string; fieldViolations?: object[] }[];
  };
}

/** For what a test writes. */
export const folder = folderUntilExit("cryogym-gateway-");
/** A file of tokens, and the tokens: one of each role, and a viewer's of the instrument `a`. */
export const tokens = join(folder, "tokens.yaml");
export const secrets = new Map<string, string>();
for (const role of roles) secrets.set(role, createToken(tokens, { name: role, role }));
secrets.set("viewer of a", createToken(tokens, { name: "va", role: "viewer", instrument: "a" }));

/** Exchanges that came in, with who made them. */
export const seen: unknown[] = [];
/** What noticed that its caller had gone. */
export const gone: string[] = [];
const handlers: Handlers = {
  unary: {
    "SessionService/GetSession": ({ sessionKey }: { sessionKey: string }) => {
      if (sessionKey === "bug") throw new Error("secret of the inside");
      if (sessionKey === "none") {
        throw richError(status.NOT_FOUND, "there is no session 'none'", { errorInfo: { reason: "SESSION_UNKNOWN" } });
      }
      return GetSessionResponse.fromPartial({
        state: SessionState.COLLECTING,
        clockSeconds: 2.5,
        createdAtUnixMilliseconds: 1_900_000_000_000,
      });
    },
    "SessionService/ListSessions": () =>
      ListSessionsResponse.fromPartial({
        sessions: [
          { sessionKey: "at-a", instrument: "a" },
          { sessionKey: "at-b", instrument: "b" },
        ],
      }),
    "CollectionService/Exchange": async (request: ExchangeRequest, caller, signal) => {
      seen.push([request, caller.name]);
      if (request.waitForSeconds > 1) {
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        gone.push("exchange");
      }
      const welcome = { $case: "welcome" as const, welcome: { epoch: 7 } };
      return ExchangeResponse.fromPartial({ responses: [DriveResponse.fromPartial({ message: welcome })] });
    },
  },
  streams: {
    "SessionService/WatchSession": async function* ({ sessionKey, fromIndex }: WatchSessionRequest, _caller, signal) {
      if (sessionKey === "none") throw richError(status.NOT_FOUND, "there is no session 'none'");
      for (let index = fromIndex; index < 3; index++) {
        yield WatchSessionResponse.fromPartial({
          index,
          targetId: `h${index}`,
          event: { $case: "spent", spent: {} },
        });
      }
      if (sessionKey !== "endless") return;
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      gone.push("watch");
    },
    "SessionService/ExportSession": async function* () {
      yield ExportSessionResponse.fromPartial({ chunk: Buffer.from("a,b\n") });
      yield ExportSessionResponse.fromPartial({ chunk: Buffer.from("1,2\n") });
    },
  },
};

interface Served {
  readonly address: string;
  readonly access: Access;
  readonly metrics: Metrics;
  readonly log: () => string;
  setServing(serving: boolean): void;
}
/** Lets `task` work with a gateway before trivial handlers, on sockets. */
export const withGateway = async (
  given: Partial<GatewayOptions> & { tokens?: string; tls?: Parameters<typeof openAccess>[0]["tls"] },
  task: (served: Served) => Promise<void>,
) => {
  const { log, text } = keptLog();
  const access = openAccess(
    { limits, ...(given.tokens !== undefined && { tokens: given.tokens }), ...(given.tls && { tls: given.tls }) },
    { places, log },
  );
  const metrics = new Metrics();
  let serving = true;
  const gateway = await startGateway({
    listen: "127.0.0.1:0",
    access,
    services,
    handlers,
    metrics,
    isServing: () => serving,
    log,
    bodyBytes: 4096,
    ...given,
  });
  try {
    const setServing = (now: boolean) => {
      serving = now;
    };
    await task({ address: gateway.address, access, metrics, log: text, setServing });
  } finally {
    await gateway.close();
    access.close();
  }
};
/** One HTTP request. */
export const call = (
  address: string,
  method: "GET" | "POST",
  path: string,
  given: { token?: string; body?: unknown; headers?: Record<string, string>; tls?: object; until?: RegExp } = {},
): Promise<Answer> => {
  const { token, body, headers = {}, tls, until } = given;
  const raw = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const [host, port] = address.split(":");
  return new Promise((resolve, reject) => {
    const make = tls === undefined ? httpRequest : httpsRequest;
    const request = make(
      {
        host,
        port,
        method,
        path,
        agent: false,
        ...tls,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(raw !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
      },
      (response) => {
        let text = "";
        const end = () => {
          const isJson = String(response.headers["content-type"]).startsWith("application/json");
          resolve({
            code: response.statusCode ?? 0,
            body: text,
            headers: response.headers,
            json: isJson ? JSON.parse(text) : {},
          });
        };
        response.on("data", (chunk: Buffer) => {
          text += chunk.toString();
          if (until?.test(text) !== true) return;
          end();
          request.destroy();
        });
        response.on("end", end);
        response.on("error", () => {});
      },
    );
    request.on("error", reject);
    request.end(raw);
  });
};

/** Waits for something that other sockets bring about. */
export async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(holds());
}
