import { isAbsolute } from "node:path";
import { UserError } from "../errors.js";
import { worldKinds } from "../world/kinds/index.js";
import type { WorldSource } from "../world/world-source.js";
import { checkLatency } from "./check-latency.js";
import { checkObjective } from "./check-objective.js";
import { dataFolders } from "./data-folders.js";
import type { Scenario } from "./scenario.js";
import { scenariosFolder } from "./scenario-files.js";
import { findTable, tableCandidates } from "./table-paths.js";

/** Where the session data can be had, for messages. */
export const sessionDataAdvice =
  "Session tables are no part of cryogym: docs/data.md says where they come from. Give their folder with --data DIR or the environment variable CRYOGYM_DATA, or put them into the folder data/.";

/** Whether all tables that a scenario needs are at hand. */
export function hasTables(scenario: Scenario, dataFolder?: string): boolean {
  return foundTables(scenario, dataFolder).every((file) => file !== undefined);
}

/** Absolute paths of the tables that a scenario needs, those that are at hand. */
export function tableFiles(scenario: Scenario, dataFolder?: string): string[] {
  return foundTables(scenario, dataFolder).filter((file) => file !== undefined);
}

function foundTables(scenario: Scenario, dataFolder: string | undefined): (string | undefined)[] {
  const tables = worldKinds.get(scenario.world.kind).tables(scenario.world.options);
  return tables.map((table) => findTable(table, scenario.files, tableFolders(dataFolder)));
}

/**
 * Opens the source of a scenario's worlds.
 *
 * @param dataFolder the value of `--data`, if given
 * @throws UserError if a table is not found, leads out of its folder, or can't be read, or if its worlds lack what the
 *   latency model or the objective needs
 */
export function openWorld(scenario: Scenario, dataFolder?: string): WorldSource {
  const source = worldKinds.get(scenario.world.kind).open(scenario.world.options, {
    scenarioName: scenario.name,
    resolveTable(table) {
      const folders = tableFolders(dataFolder);
      const file = findTable(table, scenario.files, folders);
      if (file !== undefined) return file;
      const looked = tableCandidates(table, scenario.files, folders).join(", ");
      const link = isAbsolute(table) ? "" : " (links that lead out of these folders are not followed)";
      throw new UserError(
        `scenario '${scenario.name}': no table '${table}': looked for ${looked}${link}. ${sessionDataAdvice}`,
      );
    },
  });
  checkLatency(scenario, source);
  checkObjective(scenario, source);
  return source;
}

/** Tables are looked for in the data folders first; a scenario that comes with cryogym may bring its own. */
function tableFolders(dataFolder: string | undefined): string[] {
  return [...dataFolders(dataFolder), scenariosFolder];
}
