import type { Metadata, ServiceError } from "@grpc/grpc-js";
import type { CollectionServiceClient, DriveResponse } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Connection, ConnectionOptions, Transport } from "./transport.js";

/** Messages over `Drive`, one stream a connection. */
export class StreamTransport implements Transport {
  constructor(
    readonly client: CollectionServiceClient,
    readonly metadata: Metadata,
  ) {}

  connect({ hello, receive }: ConnectionOptions): Connection {
    const stream = this.client.drive(this.metadata);
    const ended = new Promise<ServiceError | undefined>((resolve) => {
      stream.on("error", resolve);
      stream.on("end", () => {
        stream.end();
        // An error, if there is one, comes after the end.
        setImmediate(() => resolve(undefined));
      });
    });
    stream.on("data", (response: DriveResponse) => receive(response));
    stream.write(hello);
    return {
      ended,
      send: (request) => {
        if (stream.writable) stream.write(request);
      },
      cancel: () => stream.cancel(),
    };
  }

  close(): void {
    this.client.close();
  }
}
