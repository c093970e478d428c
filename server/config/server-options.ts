import type { ServerOptions } from "@grpc/grpc-js";
import type { ServeConfig } from "./config-schema.js";

const MEBIBYTE = 1024 * 1024;

/**
 * Options of a grpc-js server, without its interceptors. Limits on messages and keepalive hold from the start on; a reload
 * does not change them.
 *
 * @example new Server({ ...serverOptionsOf(config), interceptors: [accessInterceptor(gate)] });
 */
export function serverOptionsOf({ limits, keepalive }: Pick<ServeConfig, "limits" | "keepalive">): ServerOptions {
  return {
    "grpc.max_receive_message_length": messageBytes(limits),
    "grpc.max_send_message_length": -1,
    "grpc.max_concurrent_streams": limits.streams_per_client,
    "grpc.keepalive_time_ms": keepalive.time_seconds * 1000,
    "grpc.keepalive_timeout_ms": keepalive.timeout_seconds * 1000,
    "grpc.keepalive_permit_without_calls": 1,
  };
}

/** The greatest message, bytes. */
export function messageBytes({ message_mebibytes }: Pick<ServeConfig["limits"], "message_mebibytes">): number {
  return Math.floor(message_mebibytes * MEBIBYTE);
}
