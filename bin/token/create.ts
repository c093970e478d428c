import { createToken, type NewToken } from "../../server/access/tokens/manage-tokens.js";

/** `cryogym token create`: the token alone on standard output, so that it can be piped into a file. */
export function createTokenCommand({ file, ...token }: NewToken & { readonly file: string }): void {
  const secret = createToken(file, token);
  process.stderr.write(
    `${file} knows '${token.name}' now. This is its token, told this once; SIGHUP tells the server:\n`,
  );
  process.stdout.write(`${secret}\n`);
}
