import {
  AlertSeverity,
  type GetSessionResponse,
  SessionState,
} from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { hoursMinutes } from "../terminal/session-bar.js";
import type { ShiftFacts } from "./summary-facts.js";
import { span } from "./words.js";

/** A step that takes so many times its preset's time is worth a look. */
const SLOW_FACTOR = 1.5;
/** The session's end is near from so many seconds on. */
const NEAR_END_SECONDS = 3600;
/** More failures than this share of all tries are worth a look. */
const MANY_FAILURES = 0.1;

/** What the one who comes should look at, the most urgent first; nothing if all is well. */
export function attention(session: GetSessionResponse, shift: ShiftFacts, isLive: boolean): string[] {
  const { state, haltId, haltReason, alarms, proposal, faults } = session;
  const look: string[] = [];
  if (haltId !== "")
    look.push(`The session is halted (${haltId}): ${haltReason}. Make sure that all is well, then resume it.`);
  else if (state === SessionState.PAUSED)
    look.push(`The session is paused: ${haltReason}. It goes on when it is resumed.`);
  else if (haltReason !== "") look.push(`Nothing follows the directive under way: ${haltReason}.`);
  for (const { severity, text, code } of [...alarms].sort((a, b) => b.severity - a.severity)) {
    if (severity > AlertSeverity.INFO) look.push(`${text} (${code}; docs/safety.md says what to do)`);
  }
  for (const fault of faults) look.push(`A fault of the instrument holds: ${fault}.`);
  if (proposal !== undefined) look.push(`Proposal ${proposal.number} waits for approval: ${proposal.sentence}`);
  const isOver = state === SessionState.FINISHED;
  if (isLive && !isOver && !session.driverConnected) look.push("No driver is connected.");
  if (shift.fallbacks > 0) look.push(`The policy could not decide ${shift.fallbacks} times; another one did instead.`);
  const tries = shift.failures + shift.exposures;
  if (shift.failures > MANY_FAILURES * tries) look.push(`${shift.failures} of ${tries} tries failed.`);
  if (!isOver) look.push(...aboutTime(session));
  return look;
}

function aboutTime({ latency, clockSeconds, budgetSeconds, grids }: GetSessionResponse): string[] {
  const look: string[] = [];
  for (const { name, presetSeconds, refittedSeconds, observations } of latency) {
    if (observations > 0 && refittedSeconds > SLOW_FACTOR * presetSeconds) {
      look.push(`${name} takes ${span(refittedSeconds)}, not ${span(presetSeconds)}.`);
    }
  }
  for (const { name, good, leastGood, deadlineSeconds } of grids) {
    if (good < leastGood) look.push(`Grid ${name} has ${good} good of at least ${leastGood} that are wanted.`);
    if (deadlineSeconds > clockSeconds && deadlineSeconds - clockSeconds < NEAR_END_SECONDS) {
      look.push(`Nothing more of grid ${name} is begun after ${hoursMinutes(deadlineSeconds)}.`);
    }
  }
  const left = budgetSeconds - clockSeconds;
  if (left < NEAR_END_SECONDS) look.push(`The session ends in ${span(Math.max(0, left))}.`);
  return look;
}
