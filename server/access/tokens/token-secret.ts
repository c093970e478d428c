import { createHash, randomBytes } from "node:crypto";

const PREFIX = "cryogym_";
const SECRET_BYTES = 32;
const TOKEN = /^cryogym_[A-Za-z0-9_-]{43}$/;

/** A new token: 256 random bits behind a prefix by which scanners for leaked secrets know it. */
export function newToken(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString("base64url");
}

/** Whether a text can be a token at all. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * What is stored of a token, as 64 hexadecimal digits. Plain SHA-256 suffices: salt and slow hashes protect passwords,
 * which can be guessed; 256 random bits can't be, and no two tokens are the same.
 */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
