import { basename, dirname } from "node:path";
import { checkDocument } from "./check-document.js";
import { extendableFile, presetsFolder } from "./scenario-files.js";
import { presetSchema } from "./schema/scenario-schema.js";

/** A part of a scenario that scenarios extend. */
export interface Preset {
  readonly name: string;
  readonly description: string;
  /** Absolute path of the YAML file. */
  readonly file: string;
  /** The scenario's keys that it gives, such as `latency`. */
  readonly gives: readonly string[];
}

/** Whether a file lies in the folder of presets, so is a part of a scenario. */
export function isPresetFile(file: string): boolean {
  return dirname(file) === presetsFolder;
}

/**
 * Reads and checks a preset by name or file: what a scenario has, as far as it is there, and a name and description.
 *
 * @throws UserError with `file:line:column` for each thing that is wrong
 * @example loadPreset("microscope.yaml").gives // ["latency"]
 */
export function loadPreset(nameOrFile: string, dataFolder?: string): Preset {
  const file = extendableFile(nameOrFile);
  const { value, data } = checkDocument(file, presetSchema, dataFolder);
  const own = ["name", "description", "extends", "variables"];
  return {
    name: value.name,
    description: value.description ?? basename(file),
    file,
    gives: Object.keys(data).filter((key) => !own.includes(key)),
  };
}
