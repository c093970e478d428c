import type { ChannelOptions } from "@grpc/grpc-js";

/** How a client notices that nobody is at the other end any more. */
export interface Keepalive {
  /** A connection is pinged so often, seconds. */
  readonly timeSeconds: number;
  /** A ping that is not answered within this time ends the connection, seconds. */
  readonly timeoutSeconds: number;
}

/** Both sides ping a connection each half minute and give it up after ten seconds; grpc-js does neither by itself. */
export const usualKeepalive: Keepalive = { timeSeconds: 30, timeoutSeconds: 10 };

/** {@link Keepalive} as grpc-js has it. */
export function keepaliveOptions({ timeSeconds, timeoutSeconds }: Keepalive): ChannelOptions {
  return {
    "grpc.keepalive_time_ms": 1000 * timeSeconds,
    "grpc.keepalive_timeout_ms": 1000 * timeoutSeconds,
    "grpc.keepalive_permit_without_calls": 1,
  };
}

/** {@link usualKeepalive} as grpc-js has it. */
export const keepalive: ChannelOptions = keepaliveOptions(usualKeepalive);
