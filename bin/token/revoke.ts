import { revokeToken } from "../../server/access/tokens/manage-tokens.js";

/** `cryogym token revoke`. */
export function revokeTokenCommand({ file, name }: { readonly file: string; readonly name: string }): void {
  revokeToken(file, name);
  process.stdout.write(`'${name}' is revoked in ${file}; SIGHUP tells the server.\n`);
}
