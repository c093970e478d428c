import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../../env/package-root.js";
import { tableFiles } from "../../env/scenario/open-world.js";
import { policies } from "../policies/index.js";
import { codeHash, filesIn, hashOf } from "./code-hash.js";
import type { EvaluatedScenario } from "./play-unit.js";
import { evaluationPolicySpec } from "./policy-by-name.js";
import { privilegedPolicies } from "./privileged/index.js";

/** What a run depends on beside its scenario's name, policy's name, budget, seed and episode. */
export interface RunSettings {
  /** Hash of the scenario's text, of what it extends, and of its tables. */
  readonly scenario: string;
  /** Hash of the policy's code, of what that imports, and of the priors. */
  readonly policy: string;
  /** Hash of the code that makes worlds, plays episodes and bounds them. */
  readonly code: string;
  /** Where episodes start: drawn, or episode k at the k-th hole. */
  readonly starts: "drawn" | "each hole";
}

/**
 * Tells the settings of runs.
 *
 * @param dataFolder the value of `--data`, if given
 * @example new SettingsReader("data").of(evaluated, "index").policy // "5d9c1a…"
 */
export class SettingsReader {
  readonly #dataFolder: string | undefined;
  readonly #policies = new Map<string, string>();
  readonly #scenarios = new Map<EvaluatedScenario, string>();
  #code: string | undefined;

  constructor(dataFolder?: string) {
    this.#dataFolder = dataFolder;
  }

  of(evaluated: EvaluatedScenario, policy: string): RunSettings {
    this.#code ??= codeHash(engineFiles);
    if (!this.#policies.has(policy)) this.#policies.set(policy, policyHash(policy));
    if (!this.#scenarios.has(evaluated)) this.#scenarios.set(evaluated, this.#scenarioHash(evaluated));
    return {
      scenario: this.#scenarios.get(evaluated)!,
      policy: this.#policies.get(policy)!,
      code: this.#code,
      starts: evaluated.allStarts ? "each hole" : "drawn",
    };
  }

  /** By what the files hold, not where they lie: the same scenario on another machine is the same. */
  #scenarioHash({ scenario }: EvaluatedScenario): string {
    const files = [...scenario.files, ...tableFiles(scenario, this.#dataFolder)];
    return hashOf(files.map((file, i) => [`${i} ${basename(file)}`, readFileSync(file)]));
  }
}

/** Not `play-unit.js`, which knows all policies: a new one changes nothing for the others. */
const engineFiles = [
  "./episode-meter.js",
  "./clairvoyant-bound.js",
  "../policies/raster.js",
  "../../env/world/start.js",
  "../../env/scenario/load-scenario.js",
  "../../env/scenario/open-world.js",
].map((file) => fileURLToPath(new URL(file, import.meta.url)));

const priorsFolder = join(packageRoot, "agent", "belief", "priors");

/** Parameters and folders that are given with a policy are part of its name in records; what a folder holds is not. */
function policyHash(spec: string): string {
  const { name, folder } = evaluationPolicySpec(spec);
  const file = policies.fileOf(name) ?? privilegedPolicies.fileOf(name);
  const made = policies.has(name) ? (policies.get(name).filesOf?.(folder) ?? []) : [];
  return codeHash(file === undefined ? [] : [file], [...filesIn(priorsFolder, ".json"), ...made]);
}
