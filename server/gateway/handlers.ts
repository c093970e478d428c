import type { Caller } from "../access/caller.js";

/**
 * Answers one request; `never`, as each method has its own messages, which ts-proto made.
 *
 * @param signal aborted when the caller has gone
 */
export type UnaryHandler = (request: never, caller: Caller, signal: AbortSignal) => unknown;

/** Answers one request with many messages; ends when the signal is aborted. */
export type StreamHandler = (request: never, caller: Caller, signal: AbortSignal) => AsyncIterable<unknown>;

/** What gRPC and the gateway both call. Keys are such as `SessionService/GetSession`. */
export interface Handlers {
  readonly unary: Readonly<Record<string, UnaryHandler>>;
  readonly streams: Readonly<Record<string, StreamHandler>>;
}
