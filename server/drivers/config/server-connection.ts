import { clientCredentials, tokenOf } from "../../access/tls/client-credentials.js";
import type { DriveSessionOptions } from "../library/driver-options.js";
import type { DriverConfig } from "./driver-config-schema.js";

/**
 * How a driver reaches its server, by its configuration.
 *
 * @param address `host:port`
 * @throws UserError if a file can't be read, or a token would go over a network in the clear
 */
export function serverConnection(
  address: string,
  { tls, ca, certificate: cert, key, token, transport, reconnect_minutes: minutes }: DriverConfig["server"],
): Pick<DriveSessionOptions, "server" | "channelCredentials" | "token" | "transport" | "reconnectForSeconds"> {
  const { credentials } = clientCredentials(address, { tls, ca, cert, key, token });
  const secret = tokenOf({ token });
  return {
    server: address,
    channelCredentials: credentials,
    transport,
    ...(secret !== undefined && { token: secret }),
    ...(minutes !== undefined && { reconnectForSeconds: minutes * 60 }),
  };
}
