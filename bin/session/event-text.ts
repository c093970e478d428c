import { AlertSeverity, type WatchSessionResponse } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { hoursMinutes } from "../terminal/session-bar.js";
import { modeWord, span, stateWord } from "./words.js";

/** Candidates that are shown of a decision. */
const MOST_CANDIDATES = 5;

/** An event as lines of text: when, what, and why. */
export function eventText({ atSeconds, targetId, event }: WatchSessionResponse): string {
  const [what, ...more] = linesOf(targetId, event);
  const indent = " ".repeat(8);
  return [`${hoursMinutes(atSeconds).padStart(6)}  ${what}`, ...more.map((line) => `${indent}  ${line}`)].join("\n");
}

function linesOf(target: string, event: WatchSessionResponse["event"]): string[] {
  switch (event?.$case) {
    case undefined:
      return ["something that this version does not know"];
    case "surveyed":
      return [`surveyed ${target || "everything"}`];
    case "decided": {
      const { sentence, policy, policyHash, fallback, carriedOut, candidates } = event.decided;
      const scored = candidates.slice(0, MOST_CANDIDATES).map(({ targetId, score }) => `${targetId} ${rounded(score)}`);
      return [
        `decided: ${sentence}${carriedOut ? "" : " (not carried out)"}`,
        `by ${policy} (${policyHash.slice(0, 12)})`,
        ...(scored.length > 0 ? [`from ${scored.join(", ")}${candidates.length > scored.length ? ", …" : ""}`] : []),
        ...(fallback === "" ? [] : [`instead of the session's policy: ${fallback}`]),
      ];
    }
    case "moved":
      return [`went to ${target} (${span(event.moved.durationSeconds)})`];
    case "exposed":
      return [`exposed ${target} (${span(event.exposed.durationSeconds)}, shot ${event.exposed.shotId})`];
    case "resulted":
      return [`result of ${target}: ${quality(event.resulted)}`];
    case "corrected":
      return [
        event.corrected.withdrawn
          ? `result of ${target} taken back`
          : `result of ${target} corrected: ${quality(event.corrected)}`,
      ];
    case "failed":
      return [`failed at ${target} (${span(event.failed.durationSeconds)})`];
    case "waited":
      return [`waited ${span(event.waited.durationSeconds)}`];
    case "spent":
      return [`${target} is lost: exposed without a result, or by others`];
    case "withdrawn":
      return [`${target} taken back`];
    case "stateChanged": {
      const { state, mode, reason } = event.stateChanged;
      return [`now ${stateWord(state)}, ${modeWord(mode)}${reason === "" ? "" : `: ${reason}`}`];
    }
    case "proposed": {
      const { number = 0, sentence = "", targetIds = [] } = event.proposed.proposal ?? {};
      return [`proposal ${number}: ${targetIds.join(", ") || "finish"}. ${sentence}`];
    }
    case "alert": {
      const { severity, code, text, cleared } = event.alert;
      return [`${cleared ? "over" : AlertSeverity[severity]!.toLowerCase()}: ${text} (${code})`];
    }
    case "ended":
      return ["the session is over"];
  }
}

function quality({ good, ctfResolutionAngstrom: ctf }: { good: boolean; ctfResolutionAngstrom?: number | undefined }) {
  return `${good ? "good" : "not good"}, ${ctf === undefined ? "no CTF fit" : `CTF ${ctf.toFixed(1)} Å`}`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}
