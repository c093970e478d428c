import type { Alarm } from "../safety/alarm.js";
import type { Delivery, NotificationEvent, NotificationState, OpenAlarm } from "./notification-state.js";
import type { NotificationSettings } from "./settings.js";

const SECONDS_PER_MINUTE = 60;
const FIRST_RETRY_SECONDS = 1;
const LAST_RETRY_SECONDS = 300;
const urgency = { info: 0, warning: 1, critical: 2 } as const;

/**
 * Who is to be told what after an event. Pure. An alarm that is known is not told again; one that cleared is told to all
 * who were told of it, and not escalated any more.
 *
 * @param now the server's clock, seconds since 1970 UTC
 */
export function reduceNotifications(
  state: NotificationState,
  event: NotificationEvent,
  now: number,
  settings: NotificationSettings,
): NotificationState {
  switch (event.kind) {
    case "alarm":
      return event.alarm.cleared
        ? cleared(state, event.alarm, now, settings)
        : raised(state, event.alarm, now, settings);
    case "acknowledged": {
      const acknowledged = { by: event.by, at: now };
      const open = state.open.map((entry) =>
        entry.alarm.id === event.id && entry.acknowledged === undefined ? { ...entry, acknowledged } : entry,
      );
      return { ...state, open };
    }
    case "delivered":
      return { ...state, queue: state.queue.filter(({ id }) => id !== event.delivery) };
    case "failed":
      return failed(state, event.delivery, now, settings);
    case "tick":
      return escalated(state, now, settings);
  }
}

/** When an alarm that nobody acknowledges will be told to the next list; undefined if it will not. */
export function nextEscalation(entry: OpenAlarm, settings: NotificationSettings): number | undefined {
  const { alarm, level, acknowledged, escalatesAt } = entry;
  if (acknowledged !== undefined || level < 0 || level + 1 >= settings.webhooks.length) return undefined;
  return urgency[alarm.severity] < urgency[settings.escalate_from] ? undefined : escalatesAt;
}

function raised(state: NotificationState, alarm: Alarm, now: number, settings: NotificationSettings) {
  if (state.open.some((entry) => entry.alarm.id === alarm.id)) return state;
  const told = urgency[alarm.severity] >= urgency[settings.least_severity];
  const entry = {
    alarm,
    level: told ? 0 : -1,
    escalatesAt: now + settings.escalate_after_minutes * SECONDS_PER_MINUTE,
  };
  const open = [...state.open, entry].slice(-settings.queue_limit);
  return told ? sent({ ...state, open }, alarm, 0, now, settings) : { ...state, open };
}

function cleared(state: NotificationState, alarm: Alarm, now: number, settings: NotificationSettings) {
  const entry = state.open.find((known) => known.alarm.id === alarm.id);
  if (entry === undefined) return state;
  let next: NotificationState = { ...state, open: state.open.filter((known) => known !== entry) };
  for (let level = 0; level <= entry.level; level++) next = sent(next, alarm, level, now, settings);
  return next;
}

function escalated(state: NotificationState, now: number, settings: NotificationSettings): NotificationState {
  let next = state;
  for (const entry of state.open) {
    const at = nextEscalation(entry, settings);
    if (at === undefined || now < at) continue;
    const level = entry.level + 1;
    const escalatesAt = now + settings.escalate_after_minutes * SECONDS_PER_MINUTE;
    const open = next.open.map((known) => (known === entry ? { ...entry, level, escalatesAt } : known));
    next = sent({ ...next, open }, entry.alarm, level, now, settings);
  }
  return next;
}

function failed(state: NotificationState, delivery: number, now: number, settings: NotificationSettings) {
  const queue: Delivery[] = [];
  let { dropped } = state;
  for (const waiting of state.queue) {
    const attempts = waiting.attempts + 1;
    if (waiting.id !== delivery) queue.push(waiting);
    else if (attempts >= settings.most_attempts) dropped++;
    else queue.push({ ...waiting, attempts, dueAt: now + retrySeconds(attempts) });
  }
  return { ...state, queue, dropped };
}

/** 1 s after the first failure, then twice as long each time, up to five minutes. */
function retrySeconds(attempts: number): number {
  return Math.min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** (attempts - 1));
}

/** Queues an alarm for every webhook of a list. */
function sent(state: NotificationState, alarm: Alarm, level: number, now: number, settings: NotificationSettings) {
  let { nextDelivery, dropped } = state;
  const queue = [...state.queue];
  for (let webhook = 0; webhook < (settings.webhooks[level]?.length ?? 0); webhook++)
    queue.push({ id: nextDelivery++, alarm, level, webhook, attempts: 0, dueAt: now });
  while (queue.length > settings.queue_limit) {
    queue.splice(leastUrgent(queue), 1);
    dropped++;
  }
  return { ...state, queue, nextDelivery, dropped };
}

function leastUrgent(queue: readonly Delivery[]): number {
  let least = 0;
  for (let i = 1; i < queue.length; i++)
    if (urgency[queue[i]!.alarm.severity] < urgency[queue[least]!.alarm.severity]) least = i;
  return least;
}
