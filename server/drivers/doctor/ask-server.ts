import { type ClientOptions, status as grpcStatus, Metadata, type ServiceError } from "@grpc/grpc-js";
import {
  CollectionServiceClient,
  type GetInstrumentResponse,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { clientCredentials } from "../../access/tls/client-credentials.js";
import type { DriverConfig } from "../config/driver-config-schema.js";

/** What the policy server has said of itself. */
export interface ServerFacts {
  readonly said: GetInstrumentResponse;
  /** This machine's clock in the middle of the call, milliseconds since 1970 UTC. */
  readonly askedAtUnixMilliseconds: number;
  /** How long the call took, milliseconds. */
  readonly roundTripMilliseconds: number;
}

/** The server did not answer, or refused. */
export class ServerRefusal extends Error {
  override readonly name = "ServerRefusal";
  constructor(
    message: string,
    readonly advice: string,
  ) {
    super(message);
  }
}

const PATIENCE_MILLISECONDS = 10_000;

const ADVICE: Readonly<Partial<Record<grpcStatus, string>>> = {
  [grpcStatus.UNAVAILABLE]:
    "Check the address, that 'cryogym serve' runs there, that no firewall or proxy is between, and that both sides use TLS or neither.",
  [grpcStatus.DEADLINE_EXCEEDED]:
    "Something takes the connection and never answers: look for a proxy between, or try 'transport: exchange' over another way.",
  [grpcStatus.UNAUTHENTICATED]:
    "Give the driver its token: 'cryogym token create' makes one; its file is 'server.token'.",
  [grpcStatus.PERMISSION_DENIED]: "The token is another role's or another instrument's: make one with the role driver.",
  [grpcStatus.FAILED_PRECONDITION]: "Give 'instrument' the name that the server's configuration has.",
  [grpcStatus.UNIMPLEMENTED]: "The server is older than this driver: update it.",
};

/**
 * Asks the server what a driver of an instrument has to know; begins no session.
 *
 * @param address `host:port`
 * @throws UserError if a file of the connection can't be used; ServerRefusal otherwise, with what to do
 */
export async function askServer(
  address: string,
  { server: access, instrument = "" }: Pick<DriverConfig, "server" | "instrument">,
  now: () => number,
): Promise<ServerFacts> {
  const { tls, ca, certificate: cert, key, token } = access;
  const { credentials, options } = clientCredentials(address, { tls, ca, cert, key, token });
  const client = new CollectionServiceClient(address, credentials, options as ClientOptions);
  const [begun, began] = [now(), performance.now()];
  try {
    const said = await new Promise<GetInstrumentResponse>((resolve, reject) => {
      const deadline = Date.now() + PATIENCE_MILLISECONDS;
      client.getInstrument({ instrument }, new Metadata(), { deadline }, (error, response) =>
        error === null ? resolve(response) : reject(refusal(address, error)),
      );
    });
    const roundTripMilliseconds = performance.now() - began;
    return { said, roundTripMilliseconds, askedAtUnixMilliseconds: begun + roundTripMilliseconds / 2 };
  } finally {
    client.close();
  }
}

function refusal(address: string, { code, details }: ServiceError): ServerRefusal {
  const [line = ""] = details.split("\n");
  return new ServerRefusal(`${address}: ${line} (${grpcStatus[code]})`, ADVICE[code] ?? "Look into the server's log.");
}
