import { Mode, SessionState } from "../../proto/gen/cryogym/v1alpha1/session_service.js";

/** How a session stands, as people say it. */
export function stateWord(state: SessionState): string {
  return (SessionState[state] ?? "unknown").toLowerCase();
}

/** Who decides and who carries out, as people say it. */
export function modeWord(mode: Mode): string {
  return (Mode[mode] ?? "unknown").toLowerCase();
}

/** Seconds as `4.2 s`, `3.1 min` or `1.5 h`. */
export function span(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return seconds < 7200 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** A time as `2026-01-31 07:05`, UTC. */
export function day(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ");
}
