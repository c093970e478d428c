import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { stringify } from "yaml";
import { UserError } from "../../../env/errors.js";
import { checkPlainDocument } from "../../../env/scenario/check-plain-document.js";
import type { Problem } from "../../../env/scenario/schema/problems.js";
import { type StoredToken, tokensSchema } from "./token-schema.js";

const OWNER_ONLY = 0o600;
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Reads a file of tokens, YAML or JSON.
 *
 * @throws UserError with `file:line:column` for each thing that is wrong; if others than its owner may write it
 */
export function readTokenFile(file: string): StoredToken[] {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
  if (process.platform !== "win32" && (mode & WRITABLE_BY_OTHERS) !== 0) {
    throw new UserError(`${file}: others than its owner may write it, and so make tokens; run 'chmod 600 ${file}'`);
  }
  return checkPlainDocument(file, tokensSchema, ({ tokens }) => doubles(tokens)).tokens;
}

/**
 * Changes a file of tokens, or makes one: readable by its owner alone, whole at every moment, one change at a time.
 *
 * @param change makes the new list of the present one
 * @throws UserError if the file is wrong, can't be written, or is being changed by someone else
 */
export function changeTokenFile(file: string, change: (tokens: StoredToken[]) => StoredToken[]): void {
  const lock = `${file}.lock`;
  let held: number;
  try {
    held = openSync(lock, "wx", OWNER_ONLY);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST") throw new UserError(`can't write ${file}: ${message}`);
    throw new UserError(`${file} is being changed by someone else; if nobody does, remove ${lock}`);
  }
  const draft = `${file}.new`;
  try {
    const tokens = change(existsSync(file) ? readTokenFile(file) : []);
    const text = file.endsWith(".json") ? `${JSON.stringify({ tokens }, null, 2)}\n` : stringify({ tokens });
    rmSync(draft, { force: true });
    const descriptor = openSync(draft, "wx", OWNER_ONLY);
    try {
      writeSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    if (error instanceof UserError) throw error;
    throw new UserError(`can't write ${file}: ${(error as Error).message}`);
  } finally {
    closeSync(held);
    rmSync(lock, { force: true });
  }
}

function doubles(tokens: readonly StoredToken[]): Problem[] {
  return tokens.flatMap(({ name, revoked_at, sha256 }, i): Problem[] => {
    const before = tokens.slice(0, i);
    const path = ["tokens", i];
    if (before.some((token) => token.sha256 === sha256)) {
      return [{ path: [...path, "sha256"], at: "value", text: `tokens.${i}.sha256: the same token comes twice` }];
    }
    if (revoked_at !== undefined || !before.some((token) => token.name === name && token.revoked_at === undefined)) {
      return [];
    }
    const text = `tokens.${i}.name: '${name}' comes twice; revoke one or give it another name`;
    return [{ path: [...path, "name"], at: "value", text }];
  });
}
