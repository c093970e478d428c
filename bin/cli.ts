import { existsSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { UserError } from "../env/errors.js";
import { packageVersion } from "../env/package-root.js";
import type { CommandEntry } from "./command.js";

/** What the operating system refuses: a file that can't be read or written, a port that is taken. */
function isSystemError(error: unknown): error is Error {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return "syscall" in error || error.code === "ERR_SOCKET_BAD_PORT";
}

/** The subcommand that is asked for, alone: loading all of them takes longer than most have to do. Else all of them. */
async function entriesFor(asked = ""): Promise<readonly CommandEntry[]> {
  const file = new URL(`commands/${asked}.js`, import.meta.url);
  if (/^[a-z]+$/.test(asked) && asked !== "index" && existsSync(file)) {
    return [((await import(file.href)) as { readonly default: CommandEntry }).default];
  }
  const { commands } = await import("./commands/index.js");
  return commands.entries();
}

/** Runs `cryogym` with these arguments (without node and script). Sets the process's exit code. */
export async function main(args: readonly string[]): Promise<void> {
  const program = new Command("cryogym")
    .description("A Gym-like environment, an agent and a policy service for cryo-EM data collection.")
    .version(packageVersion)
    .showHelpAfterError("(add --help for what is possible)")
    .exitOverride();
  for (const entry of await entriesFor(args[0])) {
    const command = program.command(entry.name, { hidden: entry.hidden === true }).description(`${entry.summary}`);
    command.exitOverride().showHelpAfterError(`(see cryogym ${entry.name} --help)`);
    command.addHelpText("after", `\nExamples:\n${entry.examples.map((example) => `  $ ${example}`).join("\n")}`);
    entry.configure(command);
  }
  program.addHelpText(
    "after",
    "\nExample:\n  $ cryogym evaluate --scenario y1-like --policy index,greedy --episodes 20",
  );
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else if (error instanceof UserError || isSystemError(error)) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 2;
    } else {
      throw error;
    }
  }
}
