import { status } from "@grpc/grpc-js";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { UserError } from "../../env/errors.js";
import type { Access } from "../access/open-access.js";
import { richError } from "../access/rich-error.js";
import { secureContext } from "../access/tls/tls-files.js";
import type { ServiceMethods } from "../operations/add-operations.js";
import type { Metrics } from "../operations/metrics.js";
import { addRoute } from "./add-route.js";
import { gatewayMethods } from "./codec.js";
import type { Handlers } from "./handlers.js";
import { httpError } from "./http-error.js";
import { guard } from "./http-gate.js";
import { type ApiRoute, openApi } from "./open-api.js";

const REQUEST_MILLISECONDS = 30_000;

export interface GatewayOptions {
  /** `host:port`; port 0 takes a free one. */
  readonly listen: string;
  readonly access: Access;
  readonly services: readonly ServiceMethods[];
  /** Methods without a handler are answered with UNIMPLEMENTED. */
  readonly handlers: Handlers;
  readonly metrics: Metrics;
  readonly isServing: () => boolean;
  readonly log: Logger;
  /** The greatest body, bytes. */
  readonly bodyBytes: number;
  /** How long a body may take to come, milliseconds; default 30,000. */
  readonly requestMilliseconds?: number;
  /** A quiet event stream sends a comment so often; default 15,000. */
  readonly heartbeatMilliseconds?: number;
}

export interface Gateway {
  /** `host:port` that it listens on. */
  readonly address: string;
  /** Ends all requests and event streams. */
  close(): Promise<void>;
}

/**
 * Serves the methods of the gRPC services over HTTP/1.1 with JSON: `POST /v1/SERVICE/METHOD`, `POST /exchange`, and
 * `GET /v1/SERVICE/METHOD` for those that answer with a stream; `/openapi.json`, `/metrics` and `/healthz`.
 *
 * @throws UserError if the address can't be bound
 * @example const gateway = await startGateway({ listen: "127.0.0.1:8080", access, services, handlers, metrics, isServing, log, bodyBytes });
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { listen, access, services } = options;
  const app = appOf(options);
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, options));
  app.setNotFoundHandler((_request, reply) => {
    const { body } = httpError(richError(status.UNIMPLEMENTED, "there is nothing here; see /openapi.json"));
    return reply.code(404).send(body);
  });
  // JSON alone: fastify would take plain text too, which a page of another site may send unasked.
  app.removeContentTypeParser("text/plain");
  guard(app, access.gate);
  app.addHook("onResponse", async ({ routeOptions: { config }, result }) => {
    const { permission: method } = config;
    if (method !== undefined) options.metrics.calls.inc({ method, code: status[result] });
  });
  const routes = gatewayMethods(services).flatMap((method): ApiRoute[] => {
    const url = `/v1/${method.key}`;
    if (method.isStream) return [{ verb: "get", url, method }];
    const post: ApiRoute = { verb: "post", url, method };
    return method.key === "CollectionService/Exchange" ? [post, { ...post, url: "/exchange" }] : [post];
  });
  for (const route of routes) addRoute(app, route, options);
  addOwnRoutes(app, openApi(routes), options);
  access.onCertificates((material) => {
    (app.server as unknown as { setSecureContext(context: object): void }).setSecureContext(secureContext(material));
  });
  const colon = listen.lastIndexOf(":");
  const host = listen.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
  try {
    await app.listen({ host, port: Number(listen.slice(colon + 1)) });
  } catch (error) {
    throw new UserError(`can't listen on ${listen}: ${(error as Error).message}`);
  }
  const { port } = app.server.address() as { port: number };
  const address = `${listen.slice(0, colon)}:${port}`;
  options.log.info({ address }, "gateway listening");
  return { address, close: () => app.close() };
}

function appOf({ access, bodyBytes, requestMilliseconds = REQUEST_MILLISECONDS }: GatewayOptions): FastifyInstance {
  const tls = access.tls();
  const common = {
    logger: false,
    bodyLimit: bodyBytes,
    requestTimeout: requestMilliseconds,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    return503OnClosing: true,
  };
  // Node looks so often for requests that are late, and for none if headers may take longer than a request.
  const late = {
    connectionsCheckingInterval: Math.min(requestMilliseconds, 5000),
    headersTimeout: requestMilliseconds,
  };
  if (tls === undefined) return fastify({ ...common, http: { ...late, requestTimeout: requestMilliseconds } });
  const https = {
    ...late,
    requestTimeout: requestMilliseconds,
    ...secureContext(tls),
    minVersion: "TLSv1.2" as const,
    requestCert: tls.ca !== undefined,
    rejectUnauthorized: tls.requireClientCertificate,
  };
  return fastify({ ...common, https }) as unknown as FastifyInstance;
}

function addOwnRoutes(app: FastifyInstance, api: object, { metrics, isServing }: GatewayOptions): void {
  const own = (name: string) => ({ config: { permission: `GET ${name}` } });
  app.get("/openapi.json", own("/openapi.json"), async () => api);
  app.get("/metrics", own("/metrics"), async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.text()),
  );
  app.get("/healthz", own("/healthz"), async (_request, reply) => {
    const serving = isServing();
    return reply.code(serving ? 200 : 503).send({ status: serving ? "SERVING" : "NOT_SERVING" });
  });
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, { log }: GatewayOptions) {
  const { statusCode, body, unexpected } = httpError(error);
  request.result = body.code;
  if (unexpected) log.error({ err: error, url: request.routeOptions.url }, "request failed");
  if (statusCode === 401) reply.header("www-authenticate", "Bearer");
  return reply.code(statusCode).send(body);
}
