import type { Command } from "commander";
import { UserError } from "../../env/errors.js";
import { address } from "../terminal/parse-options.js";
import { JournalSource } from "./journal-source.js";
import { ServerSource } from "./server-source.js";
import type { SessionSource } from "./session-source.js";

/** Where sessions are read. */
export interface SourceFlags {
  readonly journal?: string;
  readonly server?: string;
  readonly tokenFile?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Declares where sessions are read. */
export function withSourceOptions(command: Command): Command {
  return command
    .option("--journal <dir>", "folder of a server's journal, which no server may hold meanwhile")
    .option("--server <host:port>", "ask this server instead", address)
    .option("--token-file <file>", "token for the server (else CRYOGYM_TOKEN)")
    .option("--ca <file>", "certificates of the server's authority: TLS")
    .option("--cert <file>", "a certificate of one's own, with --key")
    .option("--key <file>", "its key");
}

/**
 * Lets `use` work with the sessions that the flags name.
 *
 * @throws UserError unless exactly one source is named
 */
export async function withSource<T>(flags: SourceFlags, use: (source: SessionSource) => Promise<T>): Promise<T> {
  const { journal, server, tokenFile, ...files } = flags;
  if ((journal === undefined) === (server === undefined)) {
    throw new UserError("give either --journal DIR or, while a server runs, --server HOST:PORT");
  }
  const { ca, cert, key } = files;
  const source =
    journal === undefined ? new ServerSource(server!, { ca, cert, key, token: tokenFile }) : new JournalSource(journal);
  try {
    return await use(source);
  } finally {
    source.close();
  }
}

/** The session that is meant: the only one there is, if none is named. @throws UserError naming those that there are */
export async function keyOf(source: SessionSource, key: string | undefined): Promise<string> {
  if (key !== undefined) return key;
  const keys = (await source.list()).map(({ sessionKey }) => sessionKey);
  if (keys.length === 1) return keys[0]!;
  throw new UserError(keys.length === 0 ? "there are no sessions yet" : `which session? There are ${keys.join(", ")}`);
}
