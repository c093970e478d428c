import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { UserError } from "../errors.js";
import { didYouMean } from "../nearest-word.js";
import { packageRoot } from "../package-root.js";
import { shorten } from "./document/shorten.js";

/** The folder of the scenarios that come with cryogym. */
export const scenariosFolder = join(packageRoot, "scenarios");

/** The folder of its presets: parts of scenarios, such as a microscope's times, that a scenario may extend. */
export const presetsFolder = join(scenariosFolder, "microscopes");

/** Names of the scenarios that come with cryogym. */
export function scenarioNames(): string[] {
  return yamlNames(scenariosFolder);
}

/** Names of its presets. */
export function presetNames(folder = presetsFolder): string[] {
  return existsSync(folder) ? yamlNames(folder) : [];
}

/** Names of the YAML files of a folder, sorted. */
export function yamlNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort();
}

/** Whether a text means a file, not the name of a scenario. */
export function isPath(nameOrFile: string): boolean {
  return /\.ya?ml$/i.test(nameOrFile);
}

/** The file that a scenario's name or path means. @throws UserError if there is none */
export function scenarioFile(nameOrFile: string): string {
  if (isPath(nameOrFile)) return existingFile(nameOrFile);
  const names = scenarioNames();
  if (names.includes(nameOrFile)) return join(scenariosFolder, `${nameOrFile}.yaml`);
  if (presetNames().includes(nameOrFile)) {
    throw new UserError(
      `'${nameOrFile}' is a preset, a part of a scenario: write 'extends: ${nameOrFile}' in a scenario of your own.`,
    );
  }
  if (existsSync(join(scenariosFolder, "suites", `${nameOrFile}.yaml`))) {
    throw new UserError(
      `'${nameOrFile}' is a suite of scenarios, not one of them; give one that scenarios/suites/${nameOrFile}.yaml lists.`,
    );
  }
  throw new UserError(
    `unknown scenario '${shorten(nameOrFile)}'.${didYouMean(shorten(nameOrFile), names)} Known: ${names.join(", ")}; or give a path that ends in .yaml.`,
  );
}

/** The file that a scenario's or a preset's name or path means. @throws UserError if there is none */
export function extendableFile(nameOrFile: string): string {
  if (isPath(nameOrFile)) return existingFile(nameOrFile);
  const [scenarios, presets] = [scenarioNames(), presetNames()];
  if (scenarios.includes(nameOrFile)) return join(scenariosFolder, `${nameOrFile}.yaml`);
  if (presets.includes(nameOrFile)) return join(presetsFolder, `${nameOrFile}.yaml`);
  const known = [...scenarios, ...presets];
  throw new UserError(
    `unknown scenario or preset '${shorten(nameOrFile)}'.${didYouMean(shorten(nameOrFile), known)} Known: ${known.join(", ")}; or give a path that ends in .yaml.`,
  );
}

/** The absolute path of a file. @throws UserError if it is not there */
export function existingFile(path: string): string {
  const file = resolve(path);
  if (isFile(file)) return file;
  throw new UserError(`there is no scenario file ${file}`);
}

/** A path that the system refuses, such as one that is too long, is no file either. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
