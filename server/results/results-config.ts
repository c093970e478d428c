import { z } from "zod";
import { addressSchema } from "../config/address.js";
import type { CommonOptions, SourceKind } from "./source-kind.js";

const file = z.string().min(1);

/**
 * What `cryogym results --config` reads. Each key's description is in the JSON Schema that is made of this.
 *
 * @param kinds all sources that there are
 */
export function resultsConfigSchema(kinds: readonly SourceKind[]) {
  const source = z.discriminatedUnion("kind", kinds.map(({ options }) => options) as never);
  return z.strictObject({
    server: addressSchema.describe("The policy server, host:port."),
    session: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/, "expected 1 to 64 of A–Z, a–z, 0–9, '.', '_' and '-'")
      .optional()
      .describe("Key of the session that results belong to, where a source names no other."),
    token_file: file.optional().describe("File of a token with the role 'results'."),
    ca: file.optional().describe("PEM file: authority that the server's certificate is checked by; turns TLS on."),
    cert: file.optional().describe("PEM file: this process's own certificate, with 'key'."),
    key: file.optional().describe("PEM file: its private key."),
    state: file
      .default("results.sqlite")
      .describe("File that says what was read and reported; on a local disk. Without it results are reported anew."),
    poll_seconds: z.number().min(0.05).max(3600).default(10).describe("Files are looked at so often."),
    settle_seconds: z
      .number()
      .min(0)
      .max(600)
      .default(2)
      .describe("A file that has not changed for so long is read; one that never rests, after 15 times as long."),
    last_line_seconds: z
      .number()
      .min(0)
      .max(86_400)
      .default(60)
      .describe("A last line without an end is taken as it is when the file has not changed for so long."),
    answer_seconds: z
      .number()
      .min(0.05)
      .max(600)
      .default(30)
      .describe("A share that gives no answer for so long is said to be gone."),
    sources: z.array(source).min(1).describe("Where results come from."),
    log_level: z
      .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
      .default("info")
      .describe("How much is written to standard error."),
  });
}

/** A source as configured; what else there is, its kind knows. */
export type SourceConfig = CommonOptions & { readonly kind: string };

/** A configuration that was read: paths are absolute, each source has a session. */
export type ResultsConfig = Omit<z.output<ReturnType<typeof resultsConfigSchema>>, "sources" | "session"> & {
  readonly sources: readonly (SourceConfig & { readonly session: string })[];
};

/** The JSON Schema of configuration files, for editors. */
export function resultsConfigJsonSchema(kinds: readonly SourceKind[]): Record<string, unknown> {
  const schema = z.toJSONSchema(resultsConfigSchema(kinds), { io: "input", unrepresentable: "any" });
  return { ...schema, title: "cryogym results configuration" };
}
