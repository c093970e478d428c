import type { Command } from "commander";
import type { RegistryEntry } from "../env/registry.js";

/** One subcommand of `cryogym`: a file of `bin/commands`, named like it. */
export interface CommandEntry extends RegistryEntry {
  /** Lines under "Examples" in its help. */
  readonly examples: readonly string[];
  /** Declares arguments, options and the action. */
  configure(command: Command): void;
  /** Not listed in the help: a process that another command starts. */
  readonly hidden?: boolean;
}
