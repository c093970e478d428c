import { DriveRequest, ExchangeRequest } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ReportRequest } from "../../../proto/gen/cryogym/v1alpha1/results_service.js";
import {
  CreateSessionRequest,
  DecideProposalRequest,
  DirectTargetRequest,
  EndSessionRequest,
  HaltSessionRequest,
  ListSessionsRequest,
  PauseSessionRequest,
  ResumeSessionRequest,
  SetGridGoalRequest,
  SetModeRequest,
  SetPolicyRequest,
} from "../../../proto/gen/cryogym/v1alpha1/session_service.js";

/** A session that is there, has been surveyed and is not paused. */
export const THERE = "there";

/** Messages that can be decoded and that no server may take, for one call. */
export interface InvalidCall {
  readonly method: string;
  readonly messages: readonly Buffer[];
  /** Instead, of the so-manieth call. */
  readonly messagesOf?: (number: number) => readonly Buffer[];
  /** Whether what is wrong is a field, not the moment. */
  readonly isField: boolean;
}

interface Codec<T> {
  fromPartial(message: never): T;
  encode(message: T): { finish(): Uint8Array };
}

function call<T>(method: string, codec: Codec<T>, message: object, isField = true): InvalidCall {
  return { method, messages: [bytesOf(codec, message)], isField };
}

function bytesOf<T>(codec: Codec<T>, message: object): Buffer {
  return Buffer.from(codec.encode(codec.fromPartial(message as never)).finish());
}

const long = "x".repeat(3000);
const sessionKey = THERE;
const capabilities = { load: true, acquire: true, halt: true };
const hello = (more: object) => ({
  message: { $case: "hello", hello: { sessionKey: "never", driver: "bad", version: "0", capabilities, ...more } },
});
const shot = { shotId: "a-1" };
const report = (more: object) => ({ sessionKey, source: "pipeline", outcomes: [], ...more });

function drive(isField: boolean, ...said: object[]): InvalidCall {
  return { method: "Drive", messages: said.map((one) => bytesOf(DriveRequest, one)), isField };
}

/** One after the other, these are sent. */
export const invalidCalls: readonly InvalidCall[] = [
  drive(false, {}),
  drive(false, { message: { $case: "surveyed", surveyed: { parentId: "", final: true } } }),
  drive(true, hello({ sessionKey: "" })),
  drive(true, hello({ sessionKey: "../up" })),
  drive(true, hello({ driver: long })),
  drive(true, hello({ instrument: "a b" })),
  drive(false, hello({ capabilities: {} })),
  drive(false, hello({ instrument: "none" })),
  call("Exchange", ExchangeRequest, { sessionKey, waitForSeconds: 100 }),
  call("Exchange", ExchangeRequest, { sessionKey, waitForSeconds: Number.NaN }),
  call("Exchange", ExchangeRequest, { sessionKey, requests: Array(1001).fill({}) }),
  call("Exchange", ExchangeRequest, { sessionKey, epoch: 77 }, false),
  call("Exchange", ExchangeRequest, { sessionKey: "a b", requests: [hello({ sessionKey: "a b" })] }),
  call("Exchange", ExchangeRequest, { sessionKey: "other", requests: [hello({})] }),
  call("Report", ReportRequest, report({ source: "" })),
  call("Report", ReportRequest, report({ sessionKey: "a b" })),
  call("Report", ReportRequest, report({ outcomes: Array(1001).fill(shot) })),
  call("Report", ReportRequest, report({ outcomes: [{ ...shot, ctfResolutionAngstrom: -1 }] })),
  call("Report", ReportRequest, report({ outcomes: [{ ...shot, ctfResolutionAngstrom: Number.NaN }] })),
  call("Report", ReportRequest, report({ outcomes: [{ ...shot, withdrawn: true, particleCount: 1 }] })),
  call("Report", ReportRequest, report({ outcomes: [{ shotId: long }] })),
  call("CreateSession", CreateSessionRequest, { sessionKey: "a b" }),
  call("CreateSession", CreateSessionRequest, { sessionKey: "never", mode: 77 }),
  call("CreateSession", CreateSessionRequest, { sessionKey: "never", budgetSeconds: Number.NaN }),
  call("CreateSession", CreateSessionRequest, { sessionKey: "never", policy: long }),
  call("CreateSession", CreateSessionRequest, { sessionKey: "never", instrument: "none" }, false),
  {
    ...call("CreateSession", CreateSessionRequest, {}),
    // Of two that make a session of one key at once the second one is told that there is one.
    messagesOf: (number) => [bytesOf(CreateSessionRequest, { sessionKey: `never-${number}`, policy: "gredy" })],
  },
  call("CreateSession", CreateSessionRequest, { sessionKey: "never", scenario: "y1-lik" }),
  call("ListSessions", ListSessionsRequest, { pageSize: 5000 }),
  call("ListSessions", ListSessionsRequest, { pageToken: "never" }),
  call("SetMode", SetModeRequest, { sessionKey }),
  call("SetMode", SetModeRequest, { sessionKey, mode: 77 }),
  call("SetPolicy", SetPolicyRequest, { sessionKey, policy: "gredy" }),
  call("PauseSession", PauseSessionRequest, { sessionKey, reason: long }),
  call("HaltSession", HaltSessionRequest, { sessionKey, reason: long }),
  call("EndSession", EndSessionRequest, { sessionKey, reason: long }),
  call("EndSession", EndSessionRequest, { sessionKey }, false),
  call("ResumeSession", ResumeSessionRequest, { sessionKey }, false),
  call("ResumeSession", ResumeSessionRequest, { sessionKey, haltId: "h" }, false),
  call("DecideProposal", DecideProposalRequest, { sessionKey, number: 1 }),
  call("DecideProposal", DecideProposalRequest, { sessionKey, number: 1, verdict: 1 }, false),
  call("DecideProposal", DecideProposalRequest, { sessionKey, number: 1, verdict: 3 }),
  call("DirectTarget", DirectTargetRequest, { sessionKey, targetId: "1" }),
  call("SetGridGoal", SetGridGoalRequest, { sessionKey, targetId: "1.1", leastGood: 1 }),
  call("SetGridGoal", SetGridGoalRequest, { sessionKey, targetId: "1", deadlineSeconds: Number.NaN }),
];
