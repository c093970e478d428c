import type { PlainOutcome } from "../../env/session/session-change.js";
import type { SessionEvent } from "../../env/session/session-recorder.js";
import {
  type AlertEvent,
  AlertSeverity,
  DecidedEvent,
  type Mode,
  ProposedEvent,
  type SessionState,
  type WatchSessionResponse,
} from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import type { Alert, LoggedEvent } from "../collection/event-log.js";
import { decodeOutcome, encodeOutcome } from "./outcome-codec.js";
import { modeMessage, proposalMessage, stateMessage } from "./session-codec.js";

/** What an event's message needs beside the event. */
export interface EventContext {
  readonly index: number;
  readonly targets: number;
  /** How the session stands now. */
  readonly state: SessionState;
  shotOf(targetId: string): string;
}

type Body = NonNullable<WatchSessionResponse["event"]>;

/** A logged event as a message. */
export function encodeEvent(event: LoggedEvent, context: EventContext): WatchSessionResponse {
  return {
    index: context.index,
    atSeconds: event.atSeconds,
    targetId: "target" in event ? event.target : "",
    event: body(event, context),
  };
}

function body(event: LoggedEvent, { targets, state, shotOf }: EventContext): Body {
  switch (event.kind) {
    case "surveyed":
    case "changed":
      return { $case: "surveyed", surveyed: { targets } };
    case "decided":
      return { $case: "decided", decided: decided(event) };
    case "moved":
      return { $case: "moved", moved: { durationSeconds: event.durationSeconds } };
    case "exposed":
      return { $case: "exposed", exposed: { durationSeconds: event.durationSeconds, shotId: shotOf(event.target) } };
    case "resulted":
      return { $case: "resulted", resulted: { good: event.good, ...encodeOutcome(event.outcome) } };
    case "corrected": {
      const { good, outcome } = event;
      return { $case: "corrected", corrected: { good, withdrawn: false, ...encodeOutcome(full(outcome)) } };
    }
    case "retracted":
      return { $case: "corrected", corrected: { good: false, ctfResolutionAngstrom: undefined, withdrawn: true } };
    case "failed":
      return { $case: "failed", failed: { durationSeconds: event.durationSeconds } };
    case "waited":
      return { $case: "waited", waited: { durationSeconds: event.durationSeconds } };
    case "spent":
      return { $case: "spent", spent: {} };
    case "withdrawn":
      return { $case: "withdrawn", withdrawn: {} };
    case "stateChanged": {
      const { reason, mode } = event;
      const stateChanged = { state: stateMessage(event.state), mode: modeMessage(mode) as Mode, reason };
      return { $case: "stateChanged", stateChanged };
    }
    case "proposed":
      return { $case: "proposed", proposed: ProposedEvent.create({ proposal: proposalMessage(event.proposal) }) };
    case "alert":
      return { $case: "alert", alert: alertMessage(event) };
    case "ended":
      return { $case: "ended", ended: { state } };
  }
}

/** An alert as a message. */
export function alertMessage({ severity, code, text, alarmId, cleared }: Alert): AlertEvent {
  return { severity: severities[severity], code, text, alarmId, cleared };
}

const severities = {
  info: AlertSeverity.INFO,
  warning: AlertSeverity.WARNING,
  critical: AlertSeverity.CRITICAL,
} as const;

function decided({ record, carriedOut }: Extract<LoggedEvent, { readonly kind: "decided" }>): DecidedEvent {
  const { reason, policy, policyHash, probability, fallback } = record;
  return DecidedEvent.fromPartial({
    sentence: reason.sentence,
    numbers: { ...reason.numbers },
    candidates: (reason.candidates?.scored ?? []).map(({ target, score }) => ({ targetId: target, score })),
    policy,
    policyHash,
    probability: probability ?? 0,
    fallback: fallback === undefined ? "" : `${fallback.reason}: ${fallback.detail}`,
    carriedOut,
  });
}

function full({ ctfResolutionAngstrom, ...outcome }: PlainOutcome) {
  return { ...outcome, ctfResolutionAngstrom: ctfResolutionAngstrom ?? Number.NaN };
}

/** What those who watch a session get: its events, and the reasons of decisions. */
export type WatchedEvent =
  | SessionEvent
  | {
      readonly kind: "decided";
      readonly atSeconds: number;
      readonly reason: { readonly sentence: string; readonly numbers: Readonly<Record<string, number>> };
    }
  | { readonly kind: "stateChanged"; readonly atSeconds: number; readonly state: SessionState; readonly reason: string }
  | { readonly kind: "alert"; readonly atSeconds: number; readonly code: string; readonly text: string };

/** A message as an event; undefined for a kind that this program does not know or that says nothing to it. */
export function decodeEvent({ atSeconds, targetId: target, event }: WatchSessionResponse): WatchedEvent | undefined {
  switch (event?.$case) {
    case undefined:
    case "corrected":
    case "proposed":
      return undefined;
    case "surveyed":
      return { kind: "surveyed", atSeconds, target };
    case "decided":
      return { kind: "decided", atSeconds, reason: event.decided };
    case "moved":
      return { kind: "moved", atSeconds, target, durationSeconds: event.moved.durationSeconds };
    case "exposed":
      return { kind: "exposed", atSeconds, target, durationSeconds: event.exposed.durationSeconds };
    case "resulted": {
      const { good, ...outcome } = event.resulted;
      return { kind: "resulted", atSeconds, target, good, outcome: decodeOutcome(outcome) };
    }
    case "failed":
      return { kind: "failed", atSeconds, target, durationSeconds: event.failed.durationSeconds };
    case "waited":
      return { kind: "waited", atSeconds, durationSeconds: event.waited.durationSeconds };
    case "spent":
      return { kind: "spent", atSeconds, target };
    case "withdrawn":
      return { kind: "withdrawn", atSeconds, target };
    case "stateChanged":
      return { kind: "stateChanged", atSeconds, state: event.stateChanged.state, reason: event.stateChanged.reason };
    case "alert":
      return { kind: "alert", atSeconds, code: event.alert.code, text: event.alert.text };
    case "ended":
      return { kind: "ended", atSeconds };
  }
}

/** Whether a watched event is the session's own. */
export function isSessionEvent(event: WatchedEvent): event is SessionEvent {
  return event.kind !== "decided" && event.kind !== "stateChanged" && event.kind !== "alert";
}
