import { Registry } from "../../env/registry.js";
import type { CommandEntry } from "../command.js";

/** The subcommands of `cryogym`; one file of this folder each. */
export const commands = await Registry.fromFolder<CommandEntry>("command", import.meta.url);
