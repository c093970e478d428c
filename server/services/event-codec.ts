import type { SessionEvent } from "../../env/session/session-recorder.js";
import {
  DecidedEvent,
  type SessionState,
  type WatchSessionResponse,
} from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import type { JournalEvent } from "../collection/event-journal.js";
import { decodeOutcome, encodeOutcome } from "./outcome-codec.js";

/** What an event's message needs beside the event. */
export interface EventContext {
  readonly index: number;
  readonly targets: number;
  readonly state: SessionState;
  shotOf(targetId: string): string;
}

type Body = NonNullable<WatchSessionResponse["event"]>;

/** A journal's event as a message. */
export function encodeEvent(event: JournalEvent, context: EventContext): WatchSessionResponse {
  return {
    index: context.index,
    atSeconds: event.atSeconds,
    targetId: "target" in event ? event.target : "",
    event: body(event, context),
  };
}

function body(event: JournalEvent, { targets, state, shotOf }: EventContext): Body {
  switch (event.kind) {
    case "surveyed":
      return { $case: "surveyed", surveyed: { targets } };
    case "decided":
      return {
        $case: "decided",
        decided: DecidedEvent.fromPartial({ sentence: event.reason.sentence, numbers: { ...event.reason.numbers } }),
      };
    case "moved":
      return { $case: "moved", moved: { durationSeconds: event.durationSeconds } };
    case "exposed":
      return { $case: "exposed", exposed: { durationSeconds: event.durationSeconds, shotId: shotOf(event.target) } };
    case "resulted":
      return { $case: "resulted", resulted: { good: event.good, ...encodeOutcome(event.outcome) } };
    case "failed":
      return { $case: "failed", failed: { durationSeconds: event.durationSeconds } };
    case "waited":
      return { $case: "waited", waited: { durationSeconds: event.durationSeconds } };
    case "spent":
      return { $case: "spent", spent: {} };
    case "withdrawn":
      return { $case: "withdrawn", withdrawn: {} };
    case "ended":
      return { $case: "ended", ended: { state } };
  }
}

/** A message as a journal's event; undefined for a kind that this program does not know. */
export function decodeEvent({ atSeconds, targetId: target, event }: WatchSessionResponse): JournalEvent | undefined {
  switch (event?.$case) {
    case undefined:
    case "corrected":
    case "stateChanged":
    case "proposed":
    case "alert":
      return undefined;
    case "surveyed":
      return { kind: "surveyed", atSeconds, target };
    case "decided":
      return {
        kind: "decided",
        atSeconds,
        reason: { sentence: event.decided.sentence, numbers: event.decided.numbers },
      };
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
    case "ended":
      return { kind: "ended", atSeconds };
  }
}

/** Whether a journal's event is the session's own and no decision. */
export function isSessionEvent(event: JournalEvent): event is SessionEvent {
  return event.kind !== "decided";
}
