import type { Metadata } from "@grpc/grpc-js";
import type { Role } from "./roles.js";

/** Who calls, as found out before any handler runs. */
export interface Caller {
  /** Name of the token or of the certificate's entry; `anyone` where nobody has to say who they are. */
  readonly name: string;
  readonly role: Role;
  /** The only instrument that it may touch; absent: all. */
  readonly instrument?: string;
  /** What it was known by. */
  readonly by: "token" | "certificate" | "address" | "nothing";
}

const callers = new WeakMap<Metadata, Caller>();

/** Keeps who calls with the call's metadata object: what a client sends can't pretend to be it. */
export function rememberCaller(metadata: Metadata, caller: Caller): void {
  callers.set(metadata, caller);
}

/**
 * Who makes a call, in a handler of grpc-js.
 *
 * @throws Error if the call did not come through the access interceptor: a server without it is a mistake
 * @example const caller = callerOf(call.metadata);
 */
export function callerOf(metadata: Metadata): Caller {
  const caller = callers.get(metadata);
  if (caller === undefined) throw new Error("the call did not pass the access interceptor");
  return caller;
}

/** Whether a caller may know of an instrument and touch it. */
export function mayTouch(caller: Caller, instrument: string): boolean {
  return caller.instrument === undefined || caller.instrument === instrument;
}
