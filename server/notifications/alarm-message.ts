import type { Alarm } from "../safety/alarm.js";
import type { Webhook } from "./settings.js";

/**
 * The body of a webhook's request; `session` is empty for an alarm of the server itself. `text` is one line that Slack and Teams show; what stands for markup in them is
 * escaped. `delivery` is the same in every try, so that a receiver can ignore what it has.
 */
export function alarmMessage(alarm: Alarm, session: string, format: Webhook["format"]): string {
  const state = alarm.cleared ? "cleared" : alarm.severity;
  const text = escapeMarkup(
    `[${state}] ${session === "" ? "policy server" : `session ${session}`}, ${alarm.code}: ${alarm.text}`,
  );
  if (format === "text") return JSON.stringify({ text });
  return JSON.stringify({
    text,
    session,
    delivery: `${session}/${alarm.id}/${alarm.cleared ? "cleared" : "raised"}`,
    id: alarm.id,
    code: alarm.code,
    ...(alarm.subject === undefined ? {} : { subject: alarm.subject }),
    severity: alarm.severity,
    detail: alarm.text,
    pauses: alarm.pauses,
    cleared: alarm.cleared,
    at: new Date(alarm.at * 1000).toISOString(),
  });
}

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
