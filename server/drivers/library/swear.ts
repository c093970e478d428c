import { UserError } from "../../../env/errors.js";
import type { Welcome } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { widerLimits } from "./compare-limits.js";
import type { CompleteOptions } from "./driver-options.js";
import type { DriverState } from "./driver-state.js";

/**
 * Checks that a welcome comes from the server that this driver obeys, with a lease that is not older than the one that
 * it has obeyed and with limits that are not wider than its own; swears to obey it, durably. A server without an
 * identity is obeyed only as long as none with one was.
 *
 * @throws UserError saying what is wrong and what to do
 */
export function swear(state: DriverState, welcome: Welcome, options: CompleteOptions): void {
  const { facts } = state;
  const [serverId, leaseTerm] = [facts.get("serverId") ?? "", facts.get("leaseTerm") ?? 0];
  const isOther = serverId !== "" && serverId !== welcome.serverId;
  if (isOther && !options.adoptServer) {
    throw new UserError(
      `the server at ${options.server} is '${welcome.serverId}', but this instrument obeys '${serverId}'; if it is to obey the other one from now on, start the driver with --adopt-server`,
    );
  }
  const leaseSession = facts.get("leaseSession") ?? options.sessionKey;
  const isSameLease = welcome.leaseTerm === leaseTerm && (leaseTerm === 0 || leaseSession === options.sessionKey);
  if (!isOther && welcome.leaseTerm <= leaseTerm && !isSameLease) {
    throw new UserError(
      `the server at ${options.server} has lease term ${welcome.leaseTerm} of the instrument, but term ${leaseTerm} was obeyed before in session '${leaseSession}': its journal is not the newest one`,
    );
  }
  const wider = options.limits === undefined ? [] : widerLimits(welcome.limits, options.limits);
  if (wider.length > 0) {
    throw new UserError(
      `the server's limits are wider than those of this instrument: ${wider.join("; ")}. Narrow the server's limits.`,
    );
  }
  if (serverId === welcome.serverId && isSameLease && facts.get("leaseSession") !== undefined) return;
  if (welcome.serverId === "" && welcome.leaseTerm === 0 && !isOther) return;
  state.commit(() => {
    facts.set("serverId", welcome.serverId);
    facts.set("leaseTerm", welcome.leaseTerm);
    facts.set("leaseSession", options.sessionKey);
  });
}
