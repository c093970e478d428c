import { z } from "zod";
import { roles } from "../roles.js";

/** Name of a token, an instrument or a session. */
export const nameSchema = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, "expected 1 to 64 of A–Z, a–z, 0–9, '.', '_' and '-'");

const time = z.iso.datetime("expected a time such as 2030-01-31T12:00:00Z");

/** A token in the file; the secret itself is nowhere. */
export const tokenSchema = z.strictObject({
  /** For the log and for revoking it. */
  name: nameSchema,
  /** What it may do. */
  role: z.enum(roles),
  /** The only instrument that it may touch; absent: all. */
  instrument: nameSchema.optional(),
  /** SHA-256 of the token, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits"),
  created_at: time,
  /** From when on it is refused; absent: never. */
  expires_at: time.optional(),
  /** When it was revoked; absent: it was not. */
  revoked_at: time.optional(),
});

export const tokensSchema = z.strictObject({ tokens: z.array(tokenSchema).default([]) });

export type StoredToken = z.output<typeof tokenSchema>;

/** How a token stands at a time, milliseconds since 1970. */
export function tokenState(token: StoredToken, nowMilliseconds: number): "valid" | "expired" | "revoked" {
  if (token.revoked_at !== undefined) return "revoked";
  const expired = token.expires_at !== undefined && Date.parse(token.expires_at) <= nowMilliseconds;
  return expired ? "expired" : "valid";
}
