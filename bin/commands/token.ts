import { type Command, Option } from "commander";
import { roles } from "../../server/access/roles.js";
import type { CommandEntry } from "../command.js";
import { positive } from "../terminal/parse-options.js";
import { createTokenCommand } from "../token/create.js";
import { listTokensCommand } from "../token/list.js";
import { revokeTokenCommand } from "../token/revoke.js";

const entry: CommandEntry = {
  name: "token",
  summary: "make, list and revoke tokens, by which the policy server knows who calls",
  examples: [
    "cryogym token create --file tokens.yaml --name krios-driver --role driver --instrument krios",
    "cryogym token list --file tokens.yaml",
    "cryogym token revoke --file tokens.yaml --name krios-driver",
  ],
  configure: (command) => {
    withFile(command.command("create"))
      .description("make a token: it is written to standard output this once, its hash to the file")
      .requiredOption("--name <name>", "for the log and for revoking it")
      .addOption(new Option("--role <role>", "what it may do").choices(roles).makeOptionMandatory())
      .option("--instrument <name>", "the only instrument that it may touch (default: all)")
      .option("--expires-days <n>", "days until it is refused (default: never)", positive)
      .action(createTokenCommand);
    withFile(command.command("list")).description("names, roles and states, not the tokens").action(listTokensCommand);
    withFile(command.command("revoke"))
      .description("refuse a token from the server's next reload on (SIGHUP)")
      .requiredOption("--name <name>", "the token's name")
      .action(revokeTokenCommand);
  },
};

export default entry;

function withFile(command: Command): Command {
  return command.requiredOption("--file <file>", "file of tokens, YAML, or JSON if its name ends in .json");
}
