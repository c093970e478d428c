import type { TLSSocket } from "node:tls";
import { status } from "@grpc/grpc-js";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Caller } from "../access/caller.js";
import type { Gate } from "../access/gate.js";
import { hostOf, isLoopbackHost } from "../access/loopback.js";
import { richError } from "../access/rich-error.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** As in the permission table. */
    permission?: string;
  }
  interface FastifyRequest {
    caller: Caller | null;
    sessionKey: string;
    /** gRPC's status of the answer, for the audit log. */
    result: status;
  }
}

/** Puts the gate before every route of an HTTP server, and every call in the audit log. */
export function guard(app: FastifyInstance, gate: Gate): void {
  app.decorateRequest("caller", null);
  app.decorateRequest("sessionKey", "");
  app.decorateRequest("result", status.OK);
  app.addHook("onRequest", async (request) => {
    const method = methodOf(request);
    if (method === undefined) return;
    const host = request.socket.remoteAddress ?? "unknown";
    if (gate.authenticator.isOpen) requireOwnPage(request);
    const { authorization } = request.headers;
    request.caller = gate.admit(
      method,
      { authorization, commonName: commonNameOf(request), isLoopback: isLoopbackHost(host) },
      host,
    );
  });
  app.addHook("onResponse", async (request, reply) => {
    const method = methodOf(request);
    if (method === undefined) return;
    const { caller, sessionKey, result: code } = request;
    const peer = `${request.socket.remoteAddress ?? "unknown"}:${request.socket.remotePort ?? 0}`;
    gate.audit.write({ caller: caller ?? undefined, method, sessionKey, code, peer, milliseconds: reply.elapsedTime });
  });
}

function methodOf(request: FastifyRequest): string | undefined {
  return request.routeOptions.config.permission;
}

/**
 * Where everybody on this machine is admin, a web page in a browser on it is not: its requests name where it comes from, or
 * reach this server under a name of the page's own.
 */
function requireOwnPage({ headers }: FastifyRequest): void {
  const { origin } = headers;
  const isOwnOrigin = origin === undefined || (URL.canParse(origin) && isLoopbackHost(new URL(origin).hostname));
  const isOwn = isOwnOrigin && isLoopbackHost(hostname(headers.host));
  if (isOwn) return;
  throw richError(
    status.PERMISSION_DENIED,
    "without tokens only this machine's own programs are let in, under its own name",
    {
      errorInfo: { reason: "FOREIGN_PAGE" },
    },
  );
}

function hostname(header = ""): string {
  return /:\d+$/.test(header) ? hostOf(header) : header;
}

function commonNameOf({ socket }: FastifyRequest): string | undefined {
  const { authorized, getPeerCertificate } = socket as Partial<TLSSocket>;
  if (authorized !== true || getPeerCertificate === undefined) return undefined;
  const name: unknown = (socket as TLSSocket).getPeerCertificate().subject?.CN;
  return typeof name === "string" ? name : undefined;
}
