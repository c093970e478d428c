import type { Alarm } from "./alarm.js";
import type { Finding } from "./guards/guard.js";
import type { GuardEvent } from "./guards/guard-event.js";
import { type AlarmCode, alarmKinds, type GuardThresholds, guards } from "./guards/index.js";

/** What all guards remember, and the alarms that hold. JSON. */
export interface GuardsState {
  /** By the guard's name; a guard that is missing begins anew. */
  readonly states: Readonly<Record<string, unknown>>;
  /** In the order in which they were raised. */
  readonly open: readonly Alarm[];
  /** Alarms raised so far. */
  readonly raised: number;
  /** How far the server's clock was set forward in all, seconds. Default: 0 */
  readonly setForwardSeconds?: number;
}

export interface GuardsStep {
  readonly state: GuardsState;
  /** What was raised and what was cleared by this event, in order. */
  readonly alarms: readonly Alarm[];
}

/** Before anything happened. */
export const initialGuards: GuardsState = { states: {}, open: [], raised: 0 };

/**
 * All guards after an event. Pure. An alarm is raised once and holds until its condition clears. When an operator resumes
 * the session, alarms that had paused it are cleared, so that what still holds pauses it again.
 *
 * @param now the server's clock, seconds since 1970 UTC, as the journal has it
 * @example
 * const { state, alarms } = reduceGuards(before, { kind: "tick" }, now, thresholds);
 * if (alarms.some(({ pauses }) => pauses)) pause();
 */
export function reduceGuards(
  before: GuardsState,
  event: GuardEvent,
  now: number,
  thresholds: GuardThresholds,
): GuardsStep {
  const alarms: Alarm[] = [];
  let { open, raised } = before;
  const clear = (matches: (alarm: Alarm) => boolean) => {
    for (const alarm of open) if (matches(alarm)) alarms.push({ ...alarm, pauses: false, at: now, cleared: true });
    open = open.filter((alarm) => !matches(alarm));
  };
  const take = ({ code, subject, text }: Finding<AlarmCode>) => {
    if (text === undefined) {
      clear((alarm) => alarm.code === code && (subject === undefined || alarm.subject === subject));
      return;
    }
    if (open.some((alarm) => alarm.code === code && alarm.subject === subject)) return;
    const { severity, pauses } = alarmKinds[code];
    const about = subject === undefined ? {} : { subject };
    raised++;
    const alarm = { id: `${code}-${raised}`, code, ...about, severity, text, pauses, at: now, cleared: false };
    open = [...open, alarm];
    alarms.push(alarm);
  };
  if (event.kind === "resumed") clear(({ pauses }) => pauses);
  const setForwardSeconds = (before.setForwardSeconds ?? 0) + (event.kind === "clockSet" ? event.bySeconds : 0);
  const shown = shifted(event, setForwardSeconds);
  const states: Record<string, unknown> = {};
  for (const guard of guards) {
    const step = guard.reduce(before.states[guard.name] ?? guard.initial, shown, now - setForwardSeconds, thresholds);
    states[guard.name] = step.state;
    for (const finding of step.findings ?? []) take(finding);
  }
  return { state: { states, open, raised, ...(setForwardSeconds !== 0 && { setForwardSeconds }) }, alarms };
}

/** An event on the guards' own time. */
function shifted(event: GuardEvent, seconds: number): GuardEvent {
  if (event.kind !== "heartbeat" || event.observedAtUnixMilliseconds === undefined) return event;
  return { ...event, observedAtUnixMilliseconds: event.observedAtUnixMilliseconds - 1000 * seconds };
}

/** Why nothing may be exposed yet, for a person; undefined if it may. Directives that expose wait for it. */
export function blocksExposure(state: GuardsState): string | undefined {
  for (const guard of guards) {
    const why = guard.blocksExposure?.(state.states[guard.name] ?? guard.initial);
    if (why !== undefined) return why;
  }
  return undefined;
}
