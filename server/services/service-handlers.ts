import type { ExchangeRequest } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { ExportSessionRequest, WatchSessionRequest } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import type { Caller } from "../access/caller.js";
import type { SessionStore } from "../collection/session/session-store.js";
import { exportSession } from "../export/export-session.js";
import type { Handlers } from "../gateway/handlers.js";
import type { SessionAlarms } from "../notifications/session-alarms.js";
import type { ServedInstrument } from "../served-instrument.js";
import { ExchangeCalls } from "./collection-handlers.js";
import { instrumentHandlers } from "./instrument-handlers.js";
import { policyHandlers } from "./policy-handlers.js";
import { resultsHandlers } from "./results-handlers.js";
import { sessionHandlers } from "./session-handlers.js";
import { requestedSettings } from "./session-settings-of.js";
import { watchEvents } from "./watch-handler.js";

/** What a server answers, whatever carries the calls. */
export function serviceHandlers(
  store: SessionStore,
  instruments: () => readonly ServedInstrument[],
  alarms: SessionAlarms,
  quietSeconds: number,
): Handlers {
  const calls = new ExchangeCalls(store, quietSeconds);
  return {
    unary: {
      "CollectionService/Exchange": (request: ExchangeRequest, _caller: Caller, signal: AbortSignal) =>
        calls.exchange(request, signal),
      ...instrumentHandlers(store, instruments),
      ...resultsHandlers(store),
      ...sessionHandlers({
        store,
        settingsOf: (request) => requestedSettings(instruments(), request),
        acknowledge: (key, id, by) => alarms.acknowledge(key, id, by),
      }),
      ...policyHandlers(store),
    },
    streams: {
      "SessionService/WatchSession": (request: WatchSessionRequest, _caller: Caller, signal: AbortSignal) =>
        watchEvents(store, request, signal),
      "SessionService/ExportSession": (request: ExportSessionRequest) => exportSession(store, request),
    },
  };
}
