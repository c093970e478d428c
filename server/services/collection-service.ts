import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { Logger } from "pino";
import type { DriveRequest, DriveResponse, Hello } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { canAcquire, checkHello } from "../collection/core/prepare-input.js";
import { ProtocolError, unexpected } from "../collection/protocol-error.js";
import type { CollectionSession } from "../collection/session/collection-session.js";
import type { SessionStore } from "../collection/session/session-store.js";
import { rawOf } from "./raw-messages.js";

type DriveStream = ServerDuplexStream<DriveRequest, DriveResponse>;

/** `CollectionService.Drive`: one driver's stream to its session. @param asError makes the status of a refusal */
export function drive(stream: DriveStream, store: SessionStore, log: Logger, asError: (error: unknown) => Error): void {
  let session: CollectionSession | undefined;
  let epoch = 0;
  let over = false;
  /** An acknowledgement that has not been sent. */
  let owed: DriveResponse | undefined;

  const pay = () => {
    if (owed !== undefined && !over) stream.write(owed);
    owed = undefined;
  };

  const refuse = (error: unknown) => {
    if (over) return;
    over = true;
    const details = (error as Error).message;
    if (error instanceof ProtocolError) log.warn({ epoch, details, reason: error.reason }, "stream refused");
    else log.error({ epoch, err: error }, "stream failed");
    // An ended stream is destroyed with the status that grpc-js makes of the error.
    stream.emit("error", asError(error));
  };

  const hello = async (said: Hello, request: DriveRequest): Promise<void> => {
    checkHello(said);
    const found = await store.findOrCreate(said.sessionKey, said.instrument, canAcquire(said));
    if (over) return;
    epoch = found.connect(
      said,
      request.ack,
      {
        send: (response) => {
          if (over) return;
          // A driver that does not read gets the last of its bare acknowledgements alone.
          const waits = response.message === undefined && stream.writableNeedDrain;
          owed = waits ? response : undefined;
          if (!waits) stream.write(response);
        },
        refuse,
        end: () => {
          if (over) return;
          pay();
          over = true;
          stream.end();
        },
      },
      rawOf(request),
    );
    session = found;
    log.info({ session: said.sessionKey, driver: said.driver, version: said.version, epoch }, "driver connected");
  };

  stream.on("data", (request: DriveRequest) => {
    if (over) return;
    try {
      if (session !== undefined) {
        session.receive(request, rawOf(request));
        return;
      }
      if (request.message?.$case !== "hello") {
        const got = request.message?.$case ?? "nothing known";
        throw unexpected(`expected hello as the first message of a stream, got ${got}`, "NO_HELLO");
      }
      // What follows waits until the session is there.
      stream.pause();
      hello(request.message.hello, request)
        .catch(refuse)
        .finally(() => stream.resume());
    } catch (error) {
      refuse(error);
    }
  });
  const gone = () => session?.disconnect(epoch);
  stream.on("drain", pay);
  stream.on("cancelled", gone);
  stream.on("close", gone);
  stream.on("error", gone);
  stream.on("end", () => {
    gone();
    if (!over) {
      over = true;
      stream.end();
    }
  });
}
