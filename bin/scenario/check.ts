import { UserError } from "../../env/errors.js";
import { isPresetFile, loadPreset } from "../../env/scenario/load-preset.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { extendableFile } from "../../env/scenario/scenario-files.js";

/** Reads scenario and preset files. @throws UserError with everything that is wrong with any of them */
export function check(names: readonly string[], { data }: { data?: string }): void {
  const problems: string[] = [];
  for (const name of names) {
    try {
      const file = extendableFile(name);
      if (isPresetFile(file)) loadPreset(file, data);
      else loadScenario(file, data);
      process.stdout.write(`${file}: all right\n`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new UserError(problems.join("\n"));
}
