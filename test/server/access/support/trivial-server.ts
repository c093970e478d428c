import {
  Client,
  type ClientOptions,
  type ClientReadableStream,
  credentials as channel,
  Metadata,
  Server,
  ServerCredentials,
  type ServerOptions,
  type ServiceError,
  status,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import pino, { type Logger } from "pino";
import { CollectionServiceService } from "../../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { PolicyServiceService } from "../../../../proto/gen/cryogym/v1alpha1/policy_service.js";
import { ResultsServiceService } from "../../../../proto/gen/cryogym/v1alpha1/results_service.js";
import { SessionServiceService } from "../../../../proto/gen/cryogym/v1alpha1/session_service.js";
import type { SessionPlaces } from "../../../../server/access/authorise.js";
import { type Caller, callerOf } from "../../../../server/access/caller.js";
import { Gate, type GateOptions } from "../../../../server/access/gate.js";
import { accessInterceptor, type InterceptorOptions } from "../../../../server/access/interceptor.js";
import { receivedDetails } from "../../../../server/access/rich-error.js";
import { addOperations } from "../../../../server/operations/add-operations.js";
import { Metrics } from "../../../../server/operations/metrics.js";
import { metricsInterceptor } from "../../../../server/operations/metrics-interceptor.js";

export const services = [CollectionServiceService, ResultsServiceService, SessionServiceService, PolicyServiceService];

/** A method's definition, whatever its messages. */
export interface Definition {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (value: never) => Buffer;
  readonly requestDeserialize: (value: Buffer) => unknown;
  readonly responseSerialize: (value: never) => Buffer;
  readonly responseDeserialize: (value: Buffer) => unknown;
}

/** Sessions `at-a` and `at-b` at the instruments `a` and `b`. */
export const places: SessionPlaces = {
  instrumentOf: (key) => ({ "at-a": "a", "at-b": "b" })[key],
  soleInstrument: undefined,
};

export const roomy = { streams_per_client: 1000, requests_per_minute: 1_000_000, watchers: 1000 };

/** A log that is kept as text, at its finest. */
export function keptLog(): { log: Logger; text: () => string } {
  let text = "";
  const log = pino({ level: "trace" }, { write: (line: string) => (text += line) });
  return { log, text: () => text };
}

export interface TrivialServer {
  readonly address: string;
  readonly gate: Gate;
  readonly metrics: Metrics;
  /** Who called, in order. */
  readonly callers: Caller[];
  readonly operations: ReturnType<typeof addOperations>;
  readonly server: Server;
  close(): void;
}

/** A real server on the loopback address with every service; handlers answer with empty messages. */
export async function trivialServer(
  given: Partial<GateOptions> & {
    readonly gate?: Gate;
    readonly credentials?: ServerCredentials;
    readonly server?: ServerOptions;
    readonly interceptor?: InterceptorOptions;
    /** Streams stay open until the client ends them. */
    readonly lingering?: boolean;
  } = {},
): Promise<TrivialServer> {
  const gate = given.gate ?? new Gate({ known: {}, limits: roomy, places, log: pino({ level: "silent" }), ...given });
  const metrics = new Metrics();
  const interceptors = [metricsInterceptor(metrics), accessInterceptor(gate, given.interceptor)];
  const server = new Server({ ...given.server, interceptors });
  const callers: Caller[] = [];
  for (const service of services) {
    const handlers: UntypedServiceImplementation = {};
    for (const [name, { requestStream, responseStream, responseDeserialize }] of Object.entries(service) as [
      string,
      Definition,
    ][]) {
      const empty = () => responseDeserialize(Buffer.alloc(0));
      const handler = (call: TrivialCall, callback: (error: null, value: unknown) => void) => {
        callers.push(callerOf(call.metadata));
        if (!responseStream) return callback(null, empty());
        call.write(empty());
        call.on("error", () => {});
        if (requestStream) call.on("data", () => {}).on("end", () => call.end());
        else if (given.lingering !== true) call.end();
      };
      handlers[name] = handler as unknown as UntypedHandleCall;
    }
    server.addService(service, handlers);
  }
  const operations = addOperations(server, services);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", given.credentials ?? ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    gate,
    metrics,
    callers,
    operations,
    server,
    close: () => server.forceShutdown(),
  };
}

interface TrivialCall {
  readonly metadata: Metadata;
  write(message: unknown): boolean;
  end(): void;
  on(event: string, listener: () => void): TrivialCall;
}

/** What became of a call. */
export interface Outcome {
  readonly code: status;
  readonly reason: string;
  readonly details: string;
  readonly messages: unknown[];
}

/** A client of every method. */
export class AnyClient {
  readonly #client: Client;

  constructor(address: string, credentials = channel.createInsecure(), options: Partial<ClientOptions> = {}) {
    this.#client = new Client(address, credentials, options);
  }

  /** Makes one call to its end: streams get one request. */
  call(definition: Definition, request: object, authorization?: string): Promise<Outcome> {
    const metadata = new Metadata();
    if (authorization !== undefined) metadata.set("authorization", authorization);
    const { path, requestSerialize: write, responseDeserialize: read, requestStream, responseStream } = definition;
    const full = definition.requestDeserialize(Buffer.alloc(0)) as object;
    const message = { ...full, ...request } as never;
    return new Promise((resolve) => {
      const messages: unknown[] = [];
      const over = (error: ServiceError | null) =>
        resolve({
          code: error?.code ?? status.OK,
          reason: error === null ? "" : (receivedDetails(error)?.reason ?? ""),
          details: error?.details ?? "",
          messages,
        });
      if (!responseStream) {
        this.#client.makeUnaryRequest(path, write, read, message, metadata, (error, value) => {
          messages.push(value);
          over(error);
        });
        return;
      }
      const listen = (stream: ClientReadableStream<unknown>) =>
        stream
          .on("data", (value) => messages.push(value))
          .on("error", over)
          .on("end", () => over(null));
      if (requestStream) {
        const stream = this.#client.makeBidiStreamRequest(path, write, read, metadata);
        listen(stream);
        stream.write(message);
        stream.end();
      } else {
        listen(this.#client.makeServerStreamRequest(path, write, read, message, metadata));
      }
    });
  }

  /** Opens a stream and leaves it open. */
  open(definition: Definition, authorization?: string) {
    const metadata = new Metadata();
    if (authorization !== undefined) metadata.set("authorization", authorization);
    const { path, requestSerialize, responseDeserialize } = definition;
    const stream = this.#client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata);
    const ended = new Promise<ServiceError>((resolve) => stream.on("error", resolve));
    return { stream, ended };
  }

  /** Opens a stream of answers and leaves it open. */
  openReadable(definition: Definition) {
    const { path, requestSerialize, requestDeserialize, responseDeserialize } = definition;
    const request = requestDeserialize(Buffer.alloc(0)) as never;
    const stream = this.#client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
    const ended = new Promise<ServiceError>((resolve) => stream.on("error", resolve));
    return { stream, ended };
  }

  close(): void {
    this.#client.close();
  }
}

/** Every method of every service. */
export const methods: readonly Definition[] = services.flatMap((service) => Object.values(service) as Definition[]);

/** A method by the end of its path. */
export function methodNamed(name: string): Definition {
  return methods.find(({ path }) => path.endsWith(`/${name}`))!;
}
