import { type NotificationSettings, notificationsSchema } from "../../../server/notifications/settings.js";
import type { Alarm } from "../../../server/safety/alarm.js";

export function alarm(id: string, given: Partial<Alarm> = {}): Alarm {
  const text = "The beam <is> off & so on.";
  return {
    id,
    code: "low_counts",
    severity: "critical",
    text,
    pauses: true,
    at: 1_700_000_000,
    cleared: false,
    ...given,
  };
}

export function clearing(id: string): Alarm {
  return alarm(id, { cleared: true, pauses: false });
}

/** Two lists: of two webhooks, and of one. */
export function settingsOf(given: object = {}): NotificationSettings {
  const webhooks = [[{ url: "http://first.test/a" }, { url: "http://first.test/b" }], [{ url: "http://second.test/" }]];
  return notificationsSchema.parse({ webhooks, ...given });
}
