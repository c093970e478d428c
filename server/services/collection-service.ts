import { type ServerDuplexStream, status } from "@grpc/grpc-js";
import type { Logger } from "pino";
import type {
  CollectionServiceServer,
  DriveRequest,
  DriveResponse,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { CollectionSession } from "../collection/collection-session.js";
import { ProtocolError, unexpected } from "../collection/protocol-error.js";
import type { SessionStore } from "../collection/session-store.js";

/** `CollectionService`: one driver's stream to its session. */
export function collectionService(store: SessionStore, log: Logger): CollectionServiceServer {
  return {
    drive: (stream) => drive(stream, store, log),
    exchange: (_call, callback) => callback({ code: status.UNIMPLEMENTED }),
  };
}

function drive(stream: ServerDuplexStream<DriveRequest, DriveResponse>, store: SessionStore, log: Logger): void {
  let session: CollectionSession | undefined;
  let epoch = 0;
  let over = false;

  const refuse = (error: unknown) => {
    if (over) return;
    over = true;
    const known = error instanceof ProtocolError;
    const details = (error as Error).message;
    log.warn({ err: known ? undefined : error, epoch, details }, "stream refused");
    // An ended stream is destroyed with the status that grpc-js makes of the error.
    stream.emit("error", { code: known ? error.code : status.INTERNAL, details: known ? details : "internal error" });
  };

  const hello = (request: DriveRequest): void => {
    if (request.message?.$case !== "hello") {
      throw unexpected(
        `expected hello as the first message of a stream, got ${request.message?.$case ?? "nothing known"}`,
      );
    }
    session = store.open(request.message.hello.sessionKey);
    epoch = session.connect(request.message.hello, request.ack, {
      send: (response) => {
        if (!over) stream.write(response);
      },
      supersede: (by) =>
        refuse(unexpected(`epoch ${epoch} is over: the driver of this session connected again as epoch ${by}`)),
      end: () => {
        if (over) return;
        over = true;
        stream.end();
      },
    });
    log.info(
      { session: request.message.hello.sessionKey, driver: request.message.hello.driver, epoch },
      "driver connected",
    );
  };

  stream.on("data", (request: DriveRequest) => {
    if (over) return;
    try {
      if (session === undefined) hello(request);
      else session.receive(request);
    } catch (error) {
      refuse(error);
    }
  });
  const gone = () => session?.disconnect(epoch);
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
