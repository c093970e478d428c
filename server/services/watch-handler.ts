import type { WatchSessionRequest, WatchSessionResponse } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { stateForOperators } from "../collection/core/shown-state.js";
import type { CollectionSession } from "../collection/session/collection-session.js";
import type { SessionStore } from "../collection/session/session-store.js";
import { encodeEvent } from "./event-codec.js";
import { stateMessage } from "./session-codec.js";

/**
 * A session's events from one on, as fast as they are read: what was not read waits in the session's log. A session that
 * does not exist yet is waited for.
 */
export async function* watchEvents(
  store: SessionStore,
  { sessionKey, fromIndex }: WatchSessionRequest,
  signal: AbortSignal,
): AsyncGenerator<WatchSessionResponse> {
  const session = await opened(store, sessionKey, signal);
  if (session === undefined) return;
  const { core } = session;
  let wake = () => {};
  const stopWatching = core.events.watch(() => wake());
  signal.addEventListener("abort", () => wake());
  try {
    for (let index = fromIndex; !signal.aborted; ) {
      const event = core.events.get(index);
      if (event !== undefined) {
        yield encodeEvent(event, {
          index,
          targets: core.model.session.tree.size - 1,
          state: stateMessage(stateForOperators(core.state)),
          shotOf: (id) => core.model.shots.of(id) ?? "",
        });
        index++;
        continue;
      }
      if (core.events.isExhausted || session.isClosed) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stopWatching();
  }
}

function opened(store: SessionStore, key: string, signal: AbortSignal): Promise<CollectionSession | undefined> {
  return new Promise((resolve) => {
    const stopWaiting = store.whenOpened(key, resolve);
    signal.addEventListener("abort", () => {
      stopWaiting();
      resolve(undefined);
    });
  });
}
