import { type Client, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { type ReceivedDetails, receivedDetails } from "../../../server/access/rich-error.js";
import type { Definition } from "../access/support/trivial-server.js";

/** How a call ended. */
export interface CallEnd {
  readonly code: status;
  readonly details: string;
  readonly received: ReceivedDetails | undefined;
}

/** Calls a method with these bytes as its messages, whatever they are. */
export function callRaw(
  client: Client,
  { path, requestStream, responseStream }: Definition,
  messages: readonly Buffer[],
) {
  const same = (bytes: Buffer) => bytes;
  return new Promise<CallEnd>((resolve) => {
    const over = (error: ServiceError | null) =>
      resolve({
        code: error?.code ?? status.OK,
        details: error?.details ?? "",
        received: error === null ? undefined : receivedDetails(error),
      });
    if (!requestStream && !responseStream) {
      client.makeUnaryRequest(path, same, same, messages[0]!, new Metadata(), (error) => over(error));
      return;
    }
    const stream = requestStream
      ? client.makeBidiStreamRequest(path, same, same)
      : client.makeServerStreamRequest(path, same, same, messages[0]!);
    stream.on("data", () => {});
    stream.on("error", over);
    stream.on("end", () => over(null));
    if (requestStream)
      for (const message of messages) (stream as ReturnType<Client["makeBidiStreamRequest"]>).write(message);
  });
}
