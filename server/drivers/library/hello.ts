import { UserError } from "../../../env/errors.js";
import { packageVersion } from "../../../env/package-root.js";
import { type DriveRequest, Hello } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { DriverContext } from "./driver-context.js";
import type { CompleteOptions } from "./driver-options.js";
import type { DriverState } from "./driver-state.js";

/**
 * How a driver introduces itself: what it can do, whom it obeys, and what holds or is under way from before.
 *
 * @param adopts it obeys whoever answers
 */
export function hello(options: CompleteOptions, { facts, directives }: DriverState, adopts: boolean): Hello {
  return Hello.fromPartial({
    sessionKey: options.sessionKey,
    driver: options.driverName,
    version: packageVersion,
    capabilities: options.instrument.capabilities,
    instrument: options.instrumentName,
    serverId: adopts ? "" : (facts.get("serverId") ?? ""),
    leaseTerm: adopts ? 0 : (facts.get("leaseTerm") ?? 0),
    haltId: facts.get("haltId") ?? "",
    directiveId: directives.underWay?.directive.id ?? "",
  });
}

/** A message without a number, for a connection to put its epoch and acknowledgement in. */
export function unnumbered(
  { time, instrumentSeconds }: DriverContext,
  message: NonNullable<DriveRequest["message"]>,
): DriveRequest {
  const observedAtUnixMilliseconds = time.unixMilliseconds();
  return { epoch: 0, seq: 0, ack: 0, instrumentSeconds: instrumentSeconds(), observedAtUnixMilliseconds, message };
}

/** Server and driver do not go together any more. @param what shows it */
export function forgotten(sessionKey: string, what: string): UserError {
  return new UserError(
    `session '${sessionKey}' can't go on: its server and this driver do not remember the same exchange, as one of them was started anew (${what}). Start a new session with another --session.`,
  );
}
