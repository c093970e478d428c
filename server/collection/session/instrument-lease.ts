import { type Journal, LeaseHeld } from "../../journal/index.js";
import { type ProtocolError, unavailable, unexpected } from "../protocol-error.js";

/** The lease of a session's instrument, acquired if need be. @returns its term @throws ProtocolError LEASE_HELD */
export function leaseOf(journal: Journal, instrument: string, sessionKey: string): number {
  if (!journal.isAvailable) throw unavailable("the journal can't be written");
  const held = journal.lease(instrument);
  if (held?.sessionKey === sessionKey) return held.term;
  try {
    return journal.acquireLease(instrument, sessionKey);
  } catch (error) {
    if (error instanceof LeaseHeld) throw leaseHeld(error);
    throw error;
  }
}

/** @throws ProtocolError LEASE_HELD if a session holds the instrument */
export function requireFree(journal: Journal, instrument: string): void {
  const held = journal.lease(instrument);
  if (held !== undefined) throw leaseHeld(new LeaseHeld(instrument, held.sessionKey));
}

function leaseHeld({ message }: LeaseHeld): ProtocolError {
  return unexpected(message, "LEASE_HELD");
}
