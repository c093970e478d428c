import type { ChannelOptions } from "@grpc/grpc-js";

/** Both sides ping a quiet connection each half minute and give it up after ten seconds; grpc-js does neither by itself. */
export const keepalive: ChannelOptions = {
  "grpc.keepalive_time_ms": 30_000,
  "grpc.keepalive_timeout_ms": 10_000,
  "grpc.keepalive_permit_without_calls": 1,
};
