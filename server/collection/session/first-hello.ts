import type { Hello } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { type Journal, LeaseHeld } from "../../journal/index.js";
import { type ProtocolError, unexpected } from "../protocol-error.js";

/** A driver that obeys another server is that one's. @throws ProtocolError OTHER_SERVER */
export function requireThisServer({ serverId }: Hello, own: string): void {
  if (serverId === "" || serverId === own) return;
  throw unexpected(`the driver obeys another server, '${serverId}'; this one is '${own}'`, "OTHER_SERVER");
}

/** What a session that is not there yet can't be asked for with. @throws ProtocolError */
export function checkFirstHello(hello: Hello, ack: number, serverId: string): void {
  requireThisServer(hello, serverId);
  if (ack === 0) return;
  throw unexpected(
    `hello.ack is ${ack}, but there is no session '${hello.sessionKey}' that has sent anything; start another session`,
    "UNKNOWN_ACK",
  );
}

/** @throws ProtocolError LEASE_HELD if a session holds the instrument */
export function requireFree(journal: Journal, instrument: string): void {
  const held = journal.lease(instrument);
  if (held !== undefined) throw leaseHeld(new LeaseHeld(instrument, held.sessionKey));
}

export function leaseHeld({ message }: LeaseHeld): ProtocolError {
  return unexpected(message, "LEASE_HELD");
}
