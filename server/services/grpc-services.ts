import type { ServerUnaryCall, ServerWritableStream, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import type { Logger } from "pino";
import { callerOf } from "../access/caller.js";
import type { Handlers } from "../gateway/handlers.js";
import { asRichError } from "./as-rich-error.js";

/** A service's methods, as ts-proto makes them. */
type Definition = Readonly<
  Record<string, { readonly path: string; readonly responseStream: boolean; readonly requestStream: boolean }>
>;

/** Handlers of a service in the form that grpc-js takes; streams of requests are left to the caller. */
export function grpcService(definition: Definition, handlers: Handlers, log: Logger): UntypedServiceImplementation {
  const implementation: UntypedServiceImplementation = {};
  for (const [name, { path, requestStream, responseStream }] of Object.entries(definition)) {
    if (requestStream) continue;
    const key = path.split("/").slice(1).join("/").split(".").at(-1)!;
    if (responseStream) {
      const handle = handlers.streams[key];
      if (handle === undefined) throw new Error(`${key} has no handler`);
      implementation[name] = (call: ServerWritableStream<unknown, unknown>) => {
        void pump(call, (signal) => handle(call.request as never, callerOf(call.metadata), signal), log);
      };
      continue;
    }
    const handle = handlers.unary[key];
    if (handle === undefined) throw new Error(`${key} has no handler`);
    implementation[name] = (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) => {
      const gone = new AbortController();
      call.on("cancelled", () => gone.abort());
      // A handler that throws before it waits is answered like one that throws after it.
      Promise.resolve()
        .then(() => handle(call.request as never, callerOf(call.metadata), gone.signal))
        .then(
          (response) => callback(null, response),
          (error: unknown) => callback(asRichError(error, log)),
        );
    };
  }
  return implementation;
}

/** A watcher that reads nothing for so long is dropped, milliseconds. */
const SLOW_WATCHER_MILLISECONDS = 60_000;

/** Sends what a handler gives as fast as it is read. */
async function pump(
  call: ServerWritableStream<unknown, unknown>,
  messages: (signal: AbortSignal) => AsyncIterable<unknown>,
  log: Logger,
): Promise<void> {
  const gone = new AbortController();
  for (const event of ["cancelled", "error", "close"]) call.on(event, () => gone.abort());
  try {
    for await (const message of messages(gone.signal)) {
      if (gone.signal.aborted) return;
      if (!call.write(message)) await drained(call, gone);
    }
    if (!gone.signal.aborted) call.end();
  } catch (error) {
    if (!gone.signal.aborted) call.emit("error", asRichError(error, log));
  }
}

async function drained(call: ServerWritableStream<unknown, unknown>, gone: AbortController): Promise<void> {
  await new Promise<void>((resolve) => {
    const slow = setTimeout(() => {
      gone.abort();
      call.destroy();
      done();
    }, SLOW_WATCHER_MILLISECONDS);
    const done = () => {
      clearTimeout(slow);
      call.off("drain", done);
      gone.signal.removeEventListener("abort", done);
      resolve();
    };
    call.on("drain", done);
    gone.signal.addEventListener("abort", done);
  });
}
