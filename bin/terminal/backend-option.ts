import { Option } from "commander";
import { type BackendChoice, backendChoices } from "../../agent/learn/backend/backend-names.js";
import type { PrepareOptions } from "../../agent/policy.js";

/** `--backend`, of commands that load a network. @param what computes, as the help says it */
export function backendOption(what = "what a learned policy's network computes on"): Option {
  return new Option("--backend <name>", what).choices(backendChoices).default("auto");
}

/** Prepares policies for a backend; says on standard error, once, which one it is, if any policy needs one. */
export function preparedFor(backend: BackendChoice): PrepareOptions {
  const told = new Set<string>();
  return {
    backend,
    onBackend(sentence) {
      if (!told.has(sentence)) process.stderr.write(`Computes on ${sentence}.\n`);
      told.add(sentence);
    },
  };
}
