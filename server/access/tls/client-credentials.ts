import { readFileSync } from "node:fs";
import {
  type ChannelOptions,
  type ClientOptions,
  credentials,
  InterceptingCall,
  type Interceptor,
} from "@grpc/grpc-js";
import { UserError } from "../../../env/errors.js";
import { keepalive } from "../../keepalive.js";
import { hostOf, isLoopbackHost } from "../loopback.js";

/** How a client reaches a server; all files are PEM, or hold a token. */
export interface ClientAccess {
  /** Certificates of the authority that the server's is from; absent with `cert`: the system's. */
  readonly ca?: string | undefined;
  /** The client's own certificate, with `key`. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** File that holds the token; else the environment variable CRYOGYM_TOKEN. */
  readonly token?: string | undefined;
  /** TLS with the system's authorities, without any other file. */
  readonly tls?: boolean | undefined;
}

/** What a ts-proto client's constructor takes after the address. */
export interface ClientArguments {
  readonly credentials: ReturnType<typeof credentials.createInsecure>;
  readonly options: ChannelOptions & Partial<ClientOptions>;
}

/**
 * Credentials and options of a client. A token goes over TLS, or to this machine; never over a network in the clear.
 *
 * @param server `host:port`
 * @throws UserError if a file can't be read, only one of certificate and key is given, or a token would go in the clear
 * @example
 * const { credentials, options } = clientCredentials("policy.example:50051", { ca: "ca.pem", token: "token.txt" });
 * const client = new SessionServiceClient("policy.example:50051", credentials, options);
 */
export function clientCredentials(server: string, access: ClientAccess = {}): ClientArguments {
  const { ca, cert, key, tls = false } = access;
  if ((cert === undefined) !== (key === undefined)) {
    throw new UserError("a client's certificate and its key go together: give both or none");
  }
  const token = tokenOf(access);
  const secure = tls || ca !== undefined || cert !== undefined;
  if (token !== undefined && !secure && !isLoopbackHost(hostOf(server))) {
    throw new UserError(`the token would go to ${server} in the clear; give the authority's certificate for TLS`);
  }
  return {
    credentials: secure ? credentials.createSsl(read(ca), read(key), read(cert)) : credentials.createInsecure(),
    options: { ...keepalive, ...(token !== undefined && { interceptors: [bearer(token)] }) },
  };
}

/** Sends the token with each call; as an interceptor, since grpc-js lets call credentials go over TLS alone. */
function bearer(token: string): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start: (metadata, listener, next) => {
        metadata.set("authorization", `Bearer ${token}`);
        next(metadata, listener);
      },
    });
}

/** The token that a client shows; undefined if it has none. @throws UserError if its file is empty or can't be read */
export function tokenOf({ token }: ClientAccess): string | undefined {
  const text = token === undefined ? process.env.CRYOGYM_TOKEN : read(token)?.toString("utf8");
  const trimmed = text?.trim();
  if (token !== undefined && trimmed === "") throw new UserError(`${token}: is empty; expected a token`);
  return trimmed === "" ? undefined : trimmed;
}

function read(file: string): Buffer;
function read(file: string | undefined): Buffer | null;
function read(file: string | undefined): Buffer | null {
  if (file === undefined) return null;
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError(`can't read ${file}: ${(error as Error).message}`);
  }
}
