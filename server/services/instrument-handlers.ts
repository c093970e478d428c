import { packageVersion } from "../../env/package-root.js";
import {
  type GetInstrumentRequest,
  GetInstrumentResponse,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { SessionStore } from "../collection/session/session-store.js";
import { limitsMessage } from "../safety/limits.js";
import type { ServedInstrument } from "../served-instrument.js";
import { settingsOf } from "./session-settings-of.js";

/** What of `CollectionService` is about an instrument, not about a session. */
export function instrumentHandlers({ options }: SessionStore, instruments: () => readonly ServedInstrument[]) {
  return {
    "CollectionService/GetInstrument": ({ instrument }: GetInstrumentRequest): GetInstrumentResponse => {
      const { instrument: name } = settingsOf(instruments(), instrument);
      const limits = options.safetyOf?.(name).limits;
      return GetInstrumentResponse.fromPartial({
        instrument: name,
        serverId: options.serverId,
        serverVersion: packageVersion,
        unixMilliseconds: (options.now ?? Date.now)(),
        limits: limits === undefined ? undefined : limitsMessage(limits),
        sessionKey: options.journal.lease(name)?.sessionKey ?? "",
      });
    },
  };
}
