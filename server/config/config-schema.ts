import { z } from "zod";
import { backendChoices } from "../../agent/learn/backend/backend-names.js";
import { roles } from "../access/roles.js";
import { nameSchema } from "../access/tokens/token-schema.js";
import { notificationsSchema } from "../notifications/settings.js";
import { limitsSchema } from "../safety/limits.js";
import { addressSchema } from "./address.js";

const file = z.string().min(1);
const threads = z.int().min(1).max(256);

const tls = z
  .strictObject({
    certificate: file.describe("PEM file: the server's certificate, then those between it and the authority's."),
    key: file.describe("PEM file: the certificate's private key, without a password."),
    client_ca: file
      .optional()
      .describe("PEM file: authorities whose clients are trusted. Left out: clients show none."),
    require_client_certificate: z
      .boolean()
      .default(false)
      .describe("Whether a client without a trusted certificate is turned away before it says anything."),
    clients: z
      .array(
        z.strictObject({
          common_name: z.string().min(1).max(64).describe("Common name of the client's certificate."),
          role: z.enum(roles).describe("What the client may do."),
          instrument: nameSchema.optional().describe("The only instrument that it may touch. Left out: all."),
        }),
      )
      .default([])
      .describe("Clients that need no token, known by their certificates."),
  })
  .describe("Encryption. Without it only addresses of this machine are listened on.");

const instrument = z.strictObject({
  name: nameSchema.describe("Name that drivers and tokens give."),
  limits: z
    .union([file, limitsSchema])
    .optional()
    .describe("What is never asked of it: a file, or the limits themselves. Left out: only how often a hole is shot."),
  mode: z
    .enum(["observe", "shadow", "advise", "autonomous"])
    .default("advise")
    .describe("Who decides and who carries out in a new session."),
  scenario: z.string().min(1).describe("Name or file of the scenario that gives objective, latency and budget."),
  policy: z.string().min(1).default("index").describe("What decides, such as index or learned:DIR."),
  seed: z.int().min(0).default(1).describe("Seed of the policy's own randomness."),
});

const policy = z
  .strictObject({
    decide_milliseconds: z
      .int()
      .min(10)
      .max(600_000)
      .default(5000)
      .describe("How long a decision may take; then a simpler policy decides."),
    threads: threads.default(1).describe("Threads that decide."),
    backend: z.enum(backendChoices).default("auto").describe("What networks compute on."),
  })
  .describe("How policies are run.");

const limits = z
  .strictObject({
    message_mebibytes: z.number().positive().max(256).default(4).describe("Greatest message or body, mebibytes."),
    streams_per_client: z.int().min(1).default(32).describe("Streams that one caller may have open at once."),
    requests_per_minute: z.int().min(1).default(1200).describe("Requests of one caller in a minute."),
    sessions: z
      .int()
      .min(1)
      .default(1000)
      .describe("Sessions that are in memory at once; one more is refused when none of them may go."),
    watchers: z.int().min(1).default(256).describe("Watchers of sessions, all callers together."),
  })
  .describe("How much is let in.");

const keepalive = z
  .strictObject({
    time_seconds: z.number().min(1).default(30).describe("A connection that is quiet for so long is pinged."),
    timeout_seconds: z.number().min(1).default(10).describe("Without an answer for so long it is given up."),
  })
  .describe("How broken connections are found out.");

/**
 * What `cryogym serve --config` reads. Each key's description is in the JSON Schema that is made of this.
 *
 * @param guards schema of the guards' thresholds
 */
export function configSchema<Guards extends z.ZodType>(guards: Guards) {
  return z.strictObject({
    listen: addressSchema
      .default("127.0.0.1:50051")
      .describe("Where gRPC listens, host:port; port 0 takes a free one."),
    gateway: z
      .strictObject({ listen: addressSchema.describe("Where HTTP/1.1 listens, host:port; port 0 takes a free one.") })
      .optional()
      .describe("The HTTP gateway. Left out: there is none, and no /metrics."),
    tls: tls.optional(),
    tokens: file.optional().describe("File of tokens that 'cryogym token' makes. Left out: see docs/access.md."),
    data: file.describe("Folder of the journal; made if it is not there."),
    instruments: z.array(instrument).min(1).describe("What is served."),
    policy: policy.prefault({}),
    notifications: notificationsSchema.prefault({}).describe("Who is told of alarms: docs/safety.md."),
    guards: guards.describe("Thresholds at which a session is paused or somebody is told."),
    limits: limits.prefault({}),
    keepalive: keepalive.prefault({}),
    log_level: z
      .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
      .default("info")
      .describe("How much is written to standard error."),
  });
}

/** Takes any thresholds. */
export const anyGuards = z.looseObject({}).default({});

export type ServeConfig<Guards extends z.ZodType = typeof anyGuards> = z.output<
  ReturnType<typeof configSchema<Guards>>
>;
