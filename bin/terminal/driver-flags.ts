import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ChannelCredentials, credentials } from "@grpc/grpc-js";
import { UserError } from "../../env/errors.js";

/** Files by which a driver and its server know each other. */
export interface SecretFlags {
  readonly tokenFile?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * The secrets of a driver's connection: TLS if any certificate is given, and a token.
 *
 * @throws UserError if a file can't be read, or a certificate is given without its key
 */
export function connectionSecrets({ tokenFile, ca, cert, key }: SecretFlags): {
  readonly channelCredentials?: ChannelCredentials;
  readonly token?: string;
} {
  if ((cert === undefined) !== (key === undefined))
    throw new UserError("--cert and --key go together: give both or neither");
  const isSecure = ca !== undefined || cert !== undefined;
  const read = (file: string | undefined) => (file === undefined ? null : contents(file));
  return {
    ...(isSecure && { channelCredentials: credentials.createSsl(read(ca), read(key), read(cert)) }),
    ...(tokenFile !== undefined && { token: contents(tokenFile).toString("utf8").trim() }),
  };
}

/** Where a driver keeps its state if it is not told: one file for each instrument that it may drive. */
export function defaultStateFile(kind: string, port: number): string {
  return join("runs", "drivers", `${kind}-${port}.sqlite`);
}

function contents(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError(`can't read ${file}: ${(error as Error).message}`);
  }
}
