import { UserError } from "../../../env/errors.js";
import { didYouMean } from "../../../env/nearest-word.js";
import type { Role } from "../roles.js";
import { changeTokenFile } from "./token-file.js";
import { nameSchema } from "./token-schema.js";
import { newToken, tokenHash } from "./token-secret.js";

const DAY_MILLISECONDS = 86_400_000;

/** What a new token is for. */
export interface NewToken {
  readonly name: string;
  readonly role: Role;
  /** The only instrument that it may touch; absent: all. */
  readonly instrument?: string | undefined;
  /** Days from now on; absent: it does not expire. */
  readonly expiresDays?: number | undefined;
}

/**
 * Makes a token and stores its hash.
 *
 * @returns the token: it is told this once and can't be found out again
 * @throws UserError if the name is taken or wrong, or the file can't be changed
 * @example createToken("tokens.yaml", { name: "krios-driver", role: "driver", instrument: "krios" });
 */
export function createToken(file: string, { name, role, instrument, expiresDays }: NewToken, now = new Date()): string {
  for (const given of [name, ...(instrument === undefined ? [] : [instrument])]) {
    const checked = nameSchema.safeParse(given);
    if (!checked.success) throw new UserError(`'${given}': ${checked.error.issues[0]!.message}`);
  }
  const token = newToken();
  changeTokenFile(file, (tokens) => {
    if (tokens.some((known) => known.name === name && known.revoked_at === undefined)) {
      throw new UserError(`there is a token named '${name}' already; revoke it first or choose another name`);
    }
    const expires = expiresDays === undefined ? undefined : new Date(now.getTime() + expiresDays * DAY_MILLISECONDS);
    const stored = {
      name,
      role,
      ...(instrument !== undefined && { instrument }),
      sha256: tokenHash(token),
      created_at: now.toISOString(),
      ...(expires !== undefined && { expires_at: expires.toISOString() }),
    };
    return [...tokens, stored];
  });
  return token;
}

/**
 * Revokes a token: a server that reloads refuses it from then on.
 *
 * @throws UserError if no valid token has that name
 */
export function revokeToken(file: string, name: string, now = new Date()): void {
  changeTokenFile(file, (tokens) => {
    const known = tokens.filter((token) => token.revoked_at === undefined).map((token) => token.name);
    if (!known.includes(name)) {
      throw new UserError(`no token named '${name}' in ${file}.${didYouMean(name, known)}`);
    }
    return tokens.map((token) =>
      token.name === name && token.revoked_at === undefined ? { ...token, revoked_at: now.toISOString() } : token,
    );
  });
}
