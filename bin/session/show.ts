import type { GetSessionResponse, WatchSessionResponse } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { writeOutput } from "../terminal/output-file.js";
import { hoursMinutes } from "../terminal/session-bar.js";
import { eventText } from "./event-text.js";
import { keyOf, type SourceFlags, withSource } from "./open-source.js";
import { day, modeWord, stateWord } from "./words.js";

interface Flags extends SourceFlags {
  readonly decisions?: boolean;
  readonly last?: number;
  readonly json?: string;
}

/** `cryogym session show`: what a session has come to, and all that happened in it, with the reasons of decisions. */
export function showSession(named: string | undefined, flags: Flags): Promise<void> {
  return withSource(flags, async (source) => {
    const key = await keyOf(source, named);
    const session = await source.describe(key);
    const all = await source.events(key);
    const wanted = flags.decisions === true ? all.filter(({ event }) => event?.$case === "decided") : all;
    const events = flags.last === undefined ? wanted : wanted.slice(-flags.last);
    if (flags.json !== undefined) {
      const plain = { sessionKey: key, ...plainSession(session), events: events.map(plainEvent) };
      writeOutput(flags.json, `${JSON.stringify(plain, null, 2)}\n`);
      return;
    }
    const left = wanted.length - events.length;
    const before = left === 0 ? "" : `        (${left} before)\n`;
    process.stdout.write(`${heading(key, session)}\n\n${before}${events.map((one) => `${eventText(one)}\n`).join("")}`);
  });
}

/** The first lines about a session. */
export function heading(key: string, session: GetSessionResponse): string {
  const { state, mode, policy, instrument, clockSeconds, budgetSeconds, exposures, results, good } = session;
  return [
    `Session ${key} of ${instrument}, made ${day(session.createdAtUnixMilliseconds)} UTC: ${stateWord(state)}, ${modeWord(mode)}, policy ${policy}.`,
    `${hoursMinutes(clockSeconds)} of ${hoursMinutes(budgetSeconds)} h; ${exposures} exposures, ${results} results, ${good} good (${session.goodExpression}).`,
  ].join("\n");
}

/** A session as JSON, its words as people say them. */
export function plainSession({ state, mode, alarms, ...rest }: GetSessionResponse) {
  return {
    ...rest,
    state: stateWord(state),
    mode: modeWord(mode),
    alarms: alarms.map(({ code, text, alarmId }) => ({ code, text, alarmId })),
  };
}

/** An event as JSON: what it is beside its fields. */
export function plainEvent({ index, atSeconds, targetId, event }: WatchSessionResponse): Record<string, unknown> {
  const target = targetId === "" ? {} : { target: targetId };
  if (event === undefined) return { index, atSeconds, kind: "unknown" };
  const fields = (event as unknown as Record<string, object>)[event.$case];
  return { index, atSeconds, kind: event.$case, ...target, ...fields };
}
