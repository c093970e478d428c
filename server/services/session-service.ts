import { type ServerWritableStream, status } from "@grpc/grpc-js";
import {
  GetSessionResponse,
  type SessionServiceServer,
  type WatchSessionRequest,
  type WatchSessionResponse,
} from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import type { CollectionSession } from "../collection/collection-session.js";
import type { SessionStore } from "../collection/session-store.js";
import { encodeEvent } from "./event-codec.js";

/** `SessionService`: for operators and programs that look on. */
export function sessionService(
  store: SessionStore,
): Pick<SessionServiceServer, "getSession" | "haltSession" | "watchSession"> {
  return {
    getSession(call, callback) {
      const session = store.get(call.request.sessionKey);
      if (session === undefined) callback(notFound(call.request.sessionKey));
      else callback(null, describe(session));
    },
    haltSession(call, callback) {
      const session = store.get(call.request.sessionKey);
      if (session === undefined) {
        callback(notFound(call.request.sessionKey));
        return;
      }
      session.collector.halt(call.request.reason || "halted by the operator");
      callback(null, { haltId: "" });
    },
    watchSession(stream) {
      watch(stream, store);
    },
  };
}

function notFound(key: string) {
  return { code: status.NOT_FOUND, details: `there is no session '${key}'` };
}

function describe({ collector }: CollectionSession): GetSessionResponse {
  const { session, state, options } = collector;
  return GetSessionResponse.fromPartial({
    state,
    policy: options.policyName,
    goodExpression: options.plan.objective.goodExpression,
    clockSeconds: session.clockSeconds,
    budgetSeconds: options.plan.budgetSeconds,
    exposures: session.exposedCount[0]!,
    results: session.resultCount[0]!,
    good: session.goodCount[0]!,
    placeTargetId: session.tree.ids[session.place]!,
    haltReason: collector.haltReason,
  });
}

type WatchStream = ServerWritableStream<WatchSessionRequest, WatchSessionResponse>;

/** Sends events as fast as the watcher reads them: what it has not read waits in the journal, not in memory of its own. */
function watch(stream: WatchStream, store: SessionStore): void {
  const { sessionKey, fromIndex } = stream.request;
  let stopFollowing = () => {};
  const stopWaiting = store.whenOpened(sessionKey, (session) => {
    stopFollowing = follow(stream, session, fromIndex);
  });
  const gone = () => {
    stopWaiting();
    stopFollowing();
  };
  stream.on("cancelled", gone);
  stream.on("error", gone);
}

/** @returns a function that ends it */
function follow(stream: WatchStream, { collector }: CollectionSession, fromIndex: number): () => void {
  const { journal } = collector;
  let next = fromIndex;
  let blocked = false;
  let over = false;
  const pump = () => {
    while (!over && !blocked) {
      const event = journal.get(next);
      if (event === undefined) break;
      const { targets, state } = { targets: collector.session.tree.size - 1, state: collector.state };
      blocked = !stream.write(
        encodeEvent(event, { index: next, targets, state, shotOf: (id) => collector.shotOf(id) }),
      );
      next++;
    }
    if (!over && journal.closed && next >= journal.length) {
      stop();
      stream.end();
    }
  };
  const stopWatching = journal.watch(pump);
  const stop = () => {
    over = true;
    stopWatching();
  };
  stream.on("drain", () => {
    blocked = false;
    pump();
  });
  pump();
  return stop;
}
