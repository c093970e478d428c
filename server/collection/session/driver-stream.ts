import type { DriveResponse } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { ProtocolError } from "../protocol-error.js";

/** The way to a driver: a stream, or the calls that wait. */
export interface DriverStream {
  send(response: DriveResponse): void;
  /** Ends it: another one took over, or the journal can't be written. */
  refuse(error: ProtocolError): void;
  /** Ends it because the session is over. */
  end(): void;
}
