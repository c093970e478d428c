import { z } from "zod";
import { nameSchema } from "../../access/tokens/token-schema.js";
import { sessionKey } from "../../collection/validation/message-schemas.js";
import { limitsSchema } from "../../safety/limits.js";
import type { DriverKind } from "../instrument.js";

const file = z.string().min(1);

const server = z
  .strictObject({
    tls: z
      .boolean()
      .default(false)
      .describe("TLS with the certificate authorities of this machine. 'ca' or 'certificate' turn it on as well."),
    ca: file.optional().describe("PEM file: certificate that the server's is checked by."),
    certificate: file.optional().describe("PEM file: the driver's own certificate; with 'key'."),
    key: file.optional().describe("PEM file: the certificate's private key, without a password."),
    token: file.optional().describe("File that holds the token. Left out: the variable CRYOGYM_TOKEN, if it is set."),
    transport: z
      .enum(["stream", "exchange"])
      .default("stream")
      .describe("How messages travel; 'exchange' needs no stream, for networks that let none through."),
    reconnect_minutes: z
      .number()
      .positive()
      .optional()
      .describe("A server that is gone for longer is given up. Left out: never."),
  })
  .refine((given) => (given.certificate === undefined) === (given.key === undefined), {
    path: ["certificate"],
    message: "'certificate' and 'key' go together: give both or neither",
  })
  .describe("How the policy server is reached; its address is given to the command.");

const unattended = z
  .strictObject({
    blank_after_minutes: z.number().positive().default(10).describe("The beam is blanked after so long."),
    safe_after_minutes: z.number().positive().default(60).describe("The safe state is gone to after so long."),
  })
  .describe("What happens when the driver is paused or cut off from the server.");

/**
 * What `cryogym drive --config` and `cryogym doctor --config` read. Each key's description is in the JSON Schema that is
 * made of this.
 *
 * @param kinds the driver kinds that there are
 */
export function driverConfigSchema(kinds: readonly DriverKind[]) {
  return z.strictObject({
    driver: driverSchema(kinds).describe("What drives the instrument; the other keys depend on 'kind'."),
    session: sessionKey.default("session").describe("Names the session. --session comes before it."),
    instrument: nameSchema.optional().describe("Names the instrument, where the server has several."),
    state: file.default("state").describe("Folder for what the driver must not forget; on a local disk."),
    limits: z
      .union([file, limitsSchema])
      .optional()
      .describe("Limits on the instrument's side, which the server can't change: a file, or the limits themselves."),
    server: server.prefault({}),
    finder: z
      .looseObject({ kind: z.string().min(1).describe("Which finder.") })
      .optional()
      .describe("What finds targets: docs/drivers/README.md. Left out: the control software knows them."),
    unattended: unattended.prefault({}),
    tolerance_micrometers: z.number().positive().default(5).describe("How far off the stage may come to stand."),
    evidence_grace_seconds: z
      .number()
      .positive()
      .default(10)
      .describe("A shot without a movie counts as not made only after so long."),
    log_level: z
      .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
      .default("info")
      .describe("How much is written to standard error."),
  });
}

export type DriverConfig = z.output<ReturnType<typeof driverConfigSchema>>;

/** `driver`: the options of one kind, chosen by its name. */
function driverSchema(kinds: readonly DriverKind[]) {
  const schemas = kinds.map(({ name, summary, options }) => {
    if (!(options instanceof z.ZodObject)) throw new Error(`the options of driver '${name}' must be a z.strictObject`);
    return options.safeExtend({ kind: z.literal(name).describe(summary) }) as z.ZodObject<{
      kind: z.ZodLiteral<string>;
    }>;
  });
  const [first, ...others] = schemas;
  if (first === undefined) throw new Error("there is no driver kind");
  return z.discriminatedUnion("kind", [first, ...others]);
}
