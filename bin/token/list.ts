import { readTokenFile } from "../../server/access/tokens/token-file.js";
import { tokenState } from "../../server/access/tokens/token-schema.js";
import { formatTable } from "../terminal/format-table.js";

/** `cryogym token list`: a line for each token, the oldest first. */
export function listTokensCommand({ file }: { readonly file: string }): void {
  const rows = readTokenFile(file).map((token) => [
    token.name,
    token.role,
    token.instrument ?? "all",
    tokenState(token, Date.now()),
    day(token.created_at),
    day(token.expires_at ?? "never"),
  ]);
  const header = ["name", "role", "instrument", "state", "made", "expires"];
  process.stdout.write(`${formatTable(header, rows, header.length)}\n`);
}

function day(time: string): string {
  return time.slice(0, "2030-01-31".length);
}
