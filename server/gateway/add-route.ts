import { Readable } from "node:stream";
import { status } from "@grpc/grpc-js";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { visibleResponse } from "../access/authorise.js";
import type { Access } from "../access/open-access.js";
import { requestTarget } from "../access/request-target.js";
import { richError } from "../access/rich-error.js";
import type { GatewayMethod } from "./codec.js";
import type { GatewayOptions } from "./gateway.js";
import type { StreamHandler, UnaryHandler } from "./handlers.js";
import { httpError } from "./http-error.js";
import { type ApiRoute, eventsOrTable } from "./open-api.js";
import { serverSentEvents } from "./server-sent-events.js";

/** Serves one method at one address: with one answer, or with a stream of them. */
export function addRoute(app: FastifyInstance, { verb, url, method }: ApiRoute, options: GatewayOptions): void {
  const config = { permission: method.path };
  const { unary, streams } = options.handlers;
  if (verb === "post") {
    app.post(url, { config }, (request, reply) => answerOne(request, reply, method, unary[method.key], options));
  } else {
    app.get(url, { config }, (request, reply) => answerMany(request, reply, method, streams[method.key], options));
  }
}

async function answerOne(
  request: FastifyRequest,
  reply: FastifyReply,
  method: GatewayMethod,
  handler: UnaryHandler | undefined,
  { access }: GatewayOptions,
): Promise<unknown> {
  const message = admitted(request, method, request.body, access);
  if (handler === undefined) throw richError(status.UNIMPLEMENTED, `${method.key} is not served yet`);
  const response: unknown = await handler(message as never, request.caller!, goneSignal(reply));
  return method.writeResponse(visibleResponse(request.caller!, method.path, response));
}

function answerMany(
  request: FastifyRequest,
  reply: FastifyReply,
  method: GatewayMethod,
  handler: StreamHandler | undefined,
  { access, log, metrics, heartbeatMilliseconds }: GatewayOptions,
): FastifyReply {
  const message = admitted(request, method, queryOf(request, method), access);
  if (handler === undefined) throw richError(status.UNIMPLEMENTED, `${method.key} is not served yet`);
  const endStream = access.gate.openStream(request.caller!, method.path, () => reply.raw.destroy());
  metrics.streams.inc({ method: method.path });
  reply.raw.once("close", () => {
    endStream();
    metrics.streams.dec({ method: method.path });
  });
  const messages = handler(message as never, request.caller!, goneSignal(reply));
  const type = eventsOrTable(method);
  const onError = (error: unknown) => {
    const { body, unexpected } = httpError(error);
    request.result = body.code;
    if (unexpected) log.error({ err: error, method: method.key }, "stream failed");
  };
  const chunks =
    type === "text/csv"
      ? chunksOf(messages as AsyncIterable<{ chunk: Uint8Array }>)
      : serverSentEvents({
          messages,
          write: (one) => method.writeResponse(one),
          ...(heartbeatMilliseconds !== undefined && { heartbeatMilliseconds }),
          onError,
        });
  const body = Readable.from(chunks, { objectMode: type !== "text/csv", highWaterMark: 1 });
  body.on("error", onError);
  return reply.type(type).header("cache-control", "no-store").header("x-accel-buffering", "no").send(body);
}

async function* chunksOf(messages: AsyncIterable<{ chunk: Uint8Array }>): AsyncGenerator<Uint8Array> {
  for await (const { chunk } of messages) yield chunk;
}

/** @throws RichError if the request can't be read or the caller may not make it */
function admitted(request: FastifyRequest, method: GatewayMethod, json: unknown, { gate }: Access): unknown {
  const message = method.readRequest(json);
  request.sessionKey = requestTarget(method.path, message).sessionKeys[0] ?? "";
  gate.admitRequest(request.caller!, method.path, message);
  return message;
}

/** The request in the address; an event stream that comes back goes on after the last event that it has seen. */
function queryOf(request: FastifyRequest, method: GatewayMethod): Record<string, unknown> {
  const query = { ...(request.query as Record<string, unknown>) };
  const seen = request.headers["last-event-id"];
  if (typeof seen === "string" && /^\d{1,15}$/.test(seen) && method.key.endsWith("/WatchSession")) {
    delete query.from_index;
    query.fromIndex = String(Number(seen) + 1);
  }
  return query;
}

function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => gone.abort());
  return gone.signal;
}
