import type { ServiceError } from "@grpc/grpc-js";
import type { DriveRequest, DriveResponse } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";

/** What a connection needs of the session driver. */
export interface ConnectionOptions {
  readonly sessionKey: string;
  readonly hello: DriveRequest;
  /** Number of the server's last message taken in. */
  readonly lastReceived: () => number;
  /** Hears of each message of the server, in the order in which they come. */
  readonly receive: (response: DriveResponse) => void;
}

/** One connection to a policy server, from a hello to its end. */
export interface Connection {
  /** Says something after the welcome; what is lost is said again on the next connection. */
  send(request: DriveRequest): void;
  /** Settles when it is over, with the error that ended it, if one did. */
  readonly ended: Promise<ServiceError | undefined>;
  cancel(): void;
}

/** A way to exchange messages with a policy server. */
export interface Transport {
  connect(options: ConnectionOptions): Connection;
  close(): void;
}
