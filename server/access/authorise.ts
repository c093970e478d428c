import { status } from "@grpc/grpc-js";
import { type Caller, mayTouch } from "./caller.js";
import { mayCall } from "./permissions.js";
import { requestTarget } from "./request-target.js";
import { richError } from "./rich-error.js";

/** What the store of sessions knows of who is where. */
export interface SessionPlaces {
  /** The instrument of a session; undefined if there is no such session. */
  instrumentOf(sessionKey: string): string | undefined;
  /** The instrument that an empty name stands for; undefined if there are several. */
  readonly soleInstrument: string | undefined;
}

/** @throws RichError PERMISSION_DENIED if the role may not call the method */
export function authoriseMethod(caller: Caller, method: string): void {
  if (mayCall(caller.role, method)) return;
  throw richError(
    status.PERMISSION_DENIED,
    `'${caller.name}' has the role ${caller.role}, which may not call ${method}`,
    { errorInfo: { reason: "ROLE_MAY_NOT", metadata: { role: caller.role, method } } },
  );
}

/**
 * Refuses a request that touches an instrument other than the caller's own. A session that is not there yet is no
 * caller's own, unless this request makes it.
 *
 * @throws RichError PERMISSION_DENIED; NOT_FOUND for a session that is not there
 */
export function authoriseRequest(caller: Caller, method: string, request: unknown, places: SessionPlaces): void {
  const own = caller.instrument;
  if (own === undefined) return;
  const { sessionKeys, instruments, creates } = requestTarget(method, request);
  for (const named of instruments) {
    const instrument = named === "" ? places.soleInstrument : named;
    if (instrument === undefined || !mayTouch(caller, instrument)) throw otherInstrument(caller, method);
  }
  for (const key of sessionKeys) {
    const instrument = places.instrumentOf(key);
    if (instrument !== undefined && !mayTouch(caller, instrument)) throw otherInstrument(caller, method);
    if (instrument === undefined && !creates) {
      throw richError(status.NOT_FOUND, `there is no session '${key.slice(0, 64)}' of the instrument '${own}'`, {
        errorInfo: { reason: "SESSION_UNKNOWN", metadata: { instrument: own } },
      });
    }
  }
}

/** Takes out of a list what the caller may not know of. */
export function visibleResponse<Response>(caller: Caller, method: string, response: Response): Response {
  if (caller.instrument === undefined || !method.endsWith(".SessionService/ListSessions")) return response;
  const { sessions } = response as unknown as { sessions: readonly { instrument: string }[] };
  return { ...response, sessions: sessions.filter(({ instrument }) => mayTouch(caller, instrument)) };
}

function otherInstrument(caller: Caller, method: string) {
  const { name, instrument = "" } = caller;
  return richError(
    status.PERMISSION_DENIED,
    `'${name}' is bound to the instrument '${instrument}'; the request is about another one`,
    { errorInfo: { reason: "OTHER_INSTRUMENT", metadata: { instrument, method } } },
  );
}
