import { credentials } from "@grpc/grpc-js";
import {
  type GetSessionResponse,
  SessionServiceClient,
  type WatchSessionResponse,
} from "../proto/gen/cryogym/v1alpha1/session_service.js";

import { keepalive } from "./keepalive.js";
import { decodeEvent, type WatchedEvent } from "./services/event-codec.js";

/** How a session stands. @throws ServiceError if there is none or the server is away */
export async function describeSession(server: string, sessionKey: string): Promise<GetSessionResponse> {
  const client = new SessionServiceClient(server, credentials.createInsecure(), keepalive);
  try {
    return await new Promise((resolve, reject) => {
      client.getSession({ sessionKey }, (error, response) => (error === null ? resolve(response) : reject(error)));
    });
  } finally {
    client.close();
  }
}

/**
 * A session's events from its first on, each as it happens, until the session is over.
 *
 * @param server `host:port` of the policy server
 * @throws ServiceError if the server goes away
 * @example for await (const event of watchSession("127.0.0.1:50051", "monday")) console.log(event.kind);
 */
export async function* watchSession(server: string, sessionKey: string): AsyncGenerator<WatchedEvent> {
  const client = new SessionServiceClient(server, credentials.createInsecure(), keepalive);
  const stream = client.watchSession({ sessionKey, fromIndex: 0 });
  try {
    for await (const message of stream) {
      const event = decodeEvent(message as WatchSessionResponse);
      if (event !== undefined) yield event;
    }
  } finally {
    stream.cancel();
    client.close();
  }
}
