import { z } from "zod";

const severity = z.enum(["info", "warning", "critical"]);
const httpUrl = z.url({ protocol: /^https?$/, message: "expected an address that begins with http:// or https://" });

const webhookSchema = z.strictObject({
  url: httpUrl.describe("Where a POST goes."),
  format: z
    .enum(["json", "text"])
    .default("json")
    .describe("`json` has every field and `text`; `text` has nothing else, for chat services that refuse more."),
  headers: z.record(z.string(), z.string()).default({}).describe("Sent with every request, such as an Authorization."),
});

/** Who is told of alarms, as a YAML file says it. */
export const notificationsSchema = z.strictObject({
  webhooks: z
    .array(z.array(webhookSchema))
    .default([])
    .describe(
      "Lists of webhooks: the first is told at once, each next one when nobody has acknowledged an alarm in time.",
    ),
  least_severity: severity.default("info").describe("Alarms less urgent than this are not sent."),
  escalate_from: severity
    .default("critical")
    .describe("Alarms less urgent than this are not escalated: a warning can wait for the day."),
  escalate_after_minutes: z
    .number()
    .positive()
    .default(15)
    .describe("Minutes without acknowledgement until the next list is told."),
  timeout_seconds: z.number().positive().default(10).describe("A request that takes longer failed, seconds."),
  most_attempts: z
    .int()
    .min(1)
    .default(20)
    .describe("Tries of a delivery, 1 s to 300 s apart, ever longer; 20 take about an hour."),
  queue_limit: z
    .int()
    .min(1)
    .default(1000)
    .describe("Deliveries that wait; beyond it the least urgent one is dropped, of these the oldest."),
  monitor_url: httpUrl
    .optional()
    .describe("Outside monitor that raises an alarm when its pings stay out, such as healthchecks.io."),
  monitor_every_seconds: z.number().positive().default(60).describe("Seconds between pings."),
});

export type NotificationSettings = z.output<typeof notificationsSchema>;
export type Webhook = z.output<typeof webhookSchema>;
