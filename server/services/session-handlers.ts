import { UserError } from "../../env/errors.js";
import {
  type AcknowledgeAlarmRequest,
  type CreateSessionRequest,
  type CreateSessionResponse,
  type DecideProposalRequest,
  type DirectTargetRequest,
  type EndSessionRequest,
  type GetSessionRequest,
  type GetSessionResponse,
  type HaltSessionRequest,
  type HaltSessionResponse,
  type ListSessionsRequest,
  type ListSessionsResponse,
  type PauseSessionRequest,
  type ResumeSessionRequest,
  SessionSummary,
  type SetGridGoalRequest,
  type SetModeRequest,
  type SetModeResponse,
  type SetPolicyRequest,
  TargetWish,
  Verdict,
} from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import type { OperatorCommand } from "../collection/core/core-input.js";
import { invalid, notFound } from "../collection/protocol-error.js";
import type { CollectedSessionSettings } from "../collection/session/collected-session-settings.js";
import type { CollectionSession } from "../collection/session/collection-session.js";
import type { SessionStore } from "../collection/session/session-store.js";
import { checkMessage } from "../collection/validation/check-message.js";
import { createSession, operatorText } from "../collection/validation/session-schemas.js";
import { describeSession, summariseSession } from "./describe-session.js";
import { modeOf } from "./session-codec.js";

/** Who calls, for the journal; and the only instrument that it may touch. */
export interface CallerOf {
  readonly name: string;
  readonly instrument?: string;
}

const PAGE = 100;
const MOST_PAGE = 1000;

export interface SessionHandlersOptions {
  /** Somebody sees to an alarm. @returns whether it holds */
  readonly acknowledge: (sessionKey: string, alarmId: string, by: string) => boolean;
  readonly store: SessionStore;
  /** What a session that is asked for is. @throws ProtocolError if a field can't be */
  readonly settingsOf: (request: CreateSessionRequest) => CollectedSessionSettings;
}

/** `SessionService`, its calls that have one answer. */
export function sessionHandlers({ store, settingsOf, acknowledge }: SessionHandlersOptions) {
  const command = async (sessionKey: string, by: CallerOf, what: OperatorCommand): Promise<CollectionSession> => {
    const session = await store.find(sessionKey);
    await session.command(by.name, what);
    return session;
  };
  return {
    "SessionService/CreateSession": async (request: CreateSessionRequest): Promise<CreateSessionResponse> => {
      checkMessage(createSession, request, "");
      await store.create(request.sessionKey, settingsOf(request)).catch((error: unknown) => {
        throw error instanceof UserError ? invalid(error.message, "policy") : error;
      });
      return {};
    },
    "SessionService/ListSessions": (request: ListSessionsRequest, by: CallerOf) => listSessions(store, request, by),
    "SessionService/GetSession": async ({ sessionKey }: GetSessionRequest): Promise<GetSessionResponse> =>
      described(await store.find(sessionKey)),
    "SessionService/SetMode": async (request: SetModeRequest, by: CallerOf): Promise<SetModeResponse> => {
      const mode = modeOf(request.mode);
      if (mode === undefined) throw invalid("mode is none that this server knows", "mode");
      const { core } = await command(request.sessionKey, by, { command: "setMode", mode });
      return { immediate: core.state.mode === mode && core.state.wantedMode === null };
    },
    "SessionService/SetPolicy": async ({ sessionKey, policy }: SetPolicyRequest, by: CallerOf) => {
      await command(sessionKey, by, { command: "setPolicy", policy });
      return {};
    },
    "SessionService/PauseSession": async ({ sessionKey, reason }: PauseSessionRequest, by: CallerOf) => {
      checkMessage(operatorText, { reason }, "");
      await command(sessionKey, by, { command: "pause", reason });
      return {};
    },
    "SessionService/HaltSession": async (
      { sessionKey, reason }: HaltSessionRequest,
      by: CallerOf,
    ): Promise<HaltSessionResponse> => {
      checkMessage(operatorText, { reason }, "");
      const { core } = await command(sessionKey, by, { command: "halt", reason });
      return { haltId: core.state.halt?.id ?? "" };
    },
    "SessionService/ResumeSession": async ({ sessionKey, haltId }: ResumeSessionRequest, by: CallerOf) => {
      await command(sessionKey, by, { command: "resume", haltId });
      return {};
    },
    "SessionService/EndSession": async ({ sessionKey, reason }: EndSessionRequest, by: CallerOf) => {
      checkMessage(operatorText, { reason }, "");
      await command(sessionKey, by, { command: "end", reason });
      return {};
    },
    "SessionService/DecideProposal": async (request: DecideProposalRequest, by: CallerOf) => {
      await command(request.sessionKey, by, verdictOf(request));
      return {};
    },
    "SessionService/DirectTarget": async ({ sessionKey, targetId, wish }: DirectTargetRequest, by: CallerOf) => {
      const wanted = wishOf(wish);
      await command(sessionKey, by, { command: "wish", target: targetId, wish: wanted });
      return {};
    },
    "SessionService/SetGridGoal": async ({ sessionKey, targetId, ...goal }: SetGridGoalRequest, by: CallerOf) => {
      await command(sessionKey, by, { command: "gridGoal", target: targetId, ...goal });
      return {};
    },
    "SessionService/AcknowledgeAlarm": async ({ sessionKey, alarmId }: AcknowledgeAlarmRequest, by: CallerOf) => {
      if (acknowledge(sessionKey, alarmId, by.name)) return {};
      if (sessionKey === "") throw notFound(`no alarm '${alarmId}' of the server itself holds`, "NO_ALARM");
      const { core } = await store.find(sessionKey);
      if (core.safety.state.guards.open.some(({ id }) => id === alarmId)) return {};
      throw notFound(`no alarm '${alarmId}' holds in session '${sessionKey}'`, "NO_ALARM");
    },
  };
}

function verdictOf({ verdict, number, targetIds: targets }: DecideProposalRequest): OperatorCommand {
  switch (verdict) {
    case Verdict.APPROVE:
      return { command: "approve", number };
    case Verdict.REJECT:
      return { command: "reject", number };
    case Verdict.AMEND:
      if (targets.length === 0 || targets.length > MOST_PAGE) {
        throw invalid(`target_ids has ${targets.length} entries; expected 1 to ${MOST_PAGE} with amend`, "target_ids");
      }
      return { command: "amend", number, targets };
    default:
      throw invalid("verdict must be APPROVE, REJECT or AMEND", "verdict");
  }
}

function wishOf(wish: TargetWish): "next" | "force" | "skip" {
  switch (wish) {
    case TargetWish.NEXT:
      return "next";
    case TargetWish.FORCE:
      return "force";
    case TargetWish.SKIP:
      return "skip";
    default:
      throw invalid("wish must be NEXT, FORCE or SKIP", "wish");
  }
}

async function listSessions(
  store: SessionStore,
  { pageSize, pageToken }: ListSessionsRequest,
  { instrument }: CallerOf,
): Promise<ListSessionsResponse> {
  if (pageSize > MOST_PAGE) throw invalid(`page_size is ${pageSize}; expected at most ${MOST_PAGE}`, "page_size");
  const size = pageSize === 0 ? PAGE : pageSize;
  const all = store.list().filter((one) => instrument === undefined || one.instrument === instrument);
  const from = pageToken === "" ? 0 : all.findIndex(({ key }) => key === pageToken);
  if (from === -1) throw invalid("page_token is none of this list", "page_token");
  const sessions: ListSessionsResponse["sessions"] = [];
  for (const { key, instrument: of, createdAtMilliseconds } of all.slice(from, from + size)) {
    // One that can't be read, since its policy's files are gone, must not hide the others.
    const session = await store.find(key).catch(unreadable);
    sessions.push(
      session === undefined
        ? SessionSummary.fromPartial({
            sessionKey: key,
            instrument: of,
            createdAtUnixMilliseconds: createdAtMilliseconds,
          })
        : summariseSession(session.core, { instrument: of, createdAtMilliseconds }),
    );
  }
  return { sessions, nextPageToken: all[from + size]?.key ?? "" };
}

function unreadable(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
  return undefined;
}

function described({ core, settings, policy, isConnected, createdAtMilliseconds }: CollectionSession) {
  const { instrument } = settings;
  return describeSession(core, { instrument, policy, isConnected, createdAtMilliseconds });
}
