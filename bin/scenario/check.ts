import { UserError } from "../../env/errors.js";
import { isPresetFile, loadPreset } from "../../env/scenario/load-preset.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { hasTables, openWorld } from "../../env/scenario/open-world.js";
import { extendableFile } from "../../env/scenario/scenario-files.js";

/** Reads scenario and preset files, and the tables of scenarios where they are at hand. @throws UserError with everything that is wrong with any of them */
export function check(names: readonly string[], { data }: { data?: string }): void {
  const problems: string[] = [];
  for (const name of names) {
    try {
      const file = extendableFile(name);
      if (isPresetFile(file)) {
        loadPreset(file, data);
        process.stdout.write(`${file}: all right\n`);
      } else checkScenario(file, data);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new UserError(problems.join("\n"));
}

/** Opens the world as well: a table, and whether worlds have what latency model and objective need. */
function checkScenario(file: string, data: string | undefined): void {
  const scenario = loadScenario(file, data);
  if (hasTables(scenario, data)) {
    openWorld(scenario, data);
    process.stdout.write(`${file}: all right\n`);
  } else {
    process.stdout.write(`${file}: all right, save that its table is not at hand and was not read (docs/data.md)\n`);
  }
}
