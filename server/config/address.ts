import { z } from "zod";
import { hostOf, isLoopbackHost } from "../access/loopback.js";

const MOST_PORT = 65_535;

/** `host:port`; port 0 takes a free one. */
export const addressSchema = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):\d{1,5}$/, "expected host:port, such as 127.0.0.1:50051")
  .refine((address) => Number(address.slice(address.lastIndexOf(":") + 1)) <= MOST_PORT, {
    message: `expected a port of at most ${MOST_PORT}`,
  });

/** Whether an address is reached from this machine alone. */
export function isLoopbackAddress(address: string): boolean {
  return isLoopbackHost(hostOf(address));
}
