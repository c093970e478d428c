import { z } from "zod";

const severity = z.enum(["info", "warning", "critical"]);
const httpUrl = z.url({ protocol: /^https?$/, message: "expected an address that begins with http:// or https://" });

const webhookSchema = z.strictObject({
  url: httpUrl,
  /** `json` has every field and `text`; `text` has nothing else, for chat services that refuse more. */
  format: z.enum(["json", "text"]).default("json"),
  /** Sent with every request, such as an Authorization. */
  headers: z.record(z.string(), z.string()).default({}),
});

/** Who is told of alarms, as a YAML file says it. */
export const notificationsSchema = z.strictObject({
  /** Lists of webhooks: the first is told at once, each next one when nobody has acknowledged an alarm in time. */
  webhooks: z.array(z.array(webhookSchema)).default([]),
  /** Alarms less urgent than this are not sent. */
  least_severity: severity.default("info"),
  /** Alarms less urgent than this are not escalated: a warning can wait for the day. */
  escalate_from: severity.default("critical"),
  /** Minutes without acknowledgement until the next list is told. */
  escalate_after_minutes: z.number().positive().default(15),
  /** A request that takes longer failed, seconds. */
  timeout_seconds: z.number().positive().default(10),
  /** Tries of a delivery, 1 s to 300 s apart, ever longer; 20 take about an hour. */
  most_attempts: z.int().min(1).default(20),
  /** Deliveries that wait; beyond it the least urgent one is dropped, of these the oldest. */
  queue_limit: z.int().min(1).default(1000),
  /** Outside monitor that raises an alarm when its pings stay out, such as healthchecks.io. */
  monitor_url: httpUrl.optional(),
  /** Seconds between pings. */
  monitor_every_seconds: z.number().positive().default(60),
});

export type NotificationSettings = z.output<typeof notificationsSchema>;
export type Webhook = z.output<typeof webhookSchema>;
