import type { Hello } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { unexpected } from "../protocol-error.js";

/** A driver that obeys another server is that one's. @throws ProtocolError OTHER_SERVER */
export function requireThisServer({ serverId }: Hello, own: string): void {
  if (serverId === "" || serverId === own) return;
  throw unexpected(
    `the driver obeys another server, '${serverId}'; this one is '${own}'. If it is to obey this one from now on, start the driver with --adopt-server`,
    "OTHER_SERVER",
  );
}

/** What a session that is not there yet can't be asked for with. @throws ProtocolError */
export function checkFirstHello(hello: Hello, ack: number, serverId: string): void {
  requireThisServer(hello, serverId);
  if (ack === 0) return;
  throw unexpected(
    `message ${ack} is acknowledged, but only 0 were sent by this server in session '${hello.sessionKey}', which it does not know: it is another one than the driver remembers; start a session with another key`,
    "UNKNOWN_ACK",
  );
}

/** A session is of one instrument. @throws ProtocolError WRONG_INSTRUMENT */
export function requireInstrument({ sessionKey, instrument }: Hello, own: string): void {
  if (instrument === "" || instrument === own) return;
  throw unexpected(`session '${sessionKey}' is one of instrument '${own}', not '${instrument}'`, "WRONG_INSTRUMENT");
}
