import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { UserError } from "../errors.js";
import { packageRoot } from "../package-root.js";
import { worldKinds } from "../world/kinds/index.js";
import type { WorldSource } from "../world/world-source.js";
import { checkLatency } from "./check-latency.js";
import { scenarioFolder } from "./load-scenario.js";
import type { Scenario } from "./scenario.js";

/** Where the session data can be had, for messages. */
export const sessionDataAdvice =
  "Session tables are no part of cryogym: docs/data.md says where they come from. Give their folder with --data DIR or the environment variable CRYOGYM_DATA, or put them into the folder data/.";

/**
 * Folders in which tables are looked for: `--data`, `CRYOGYM_DATA`, then `data/`.
 *
 * @throws UserError if the one given is not there: a misspelt folder must not turn real data into generated
 */
export function dataFolders(given?: string): string[] {
  if (given !== undefined && !existsSync(given)) throw new UserError(`there is no data folder ${resolve(given)}`);
  const folders = [given, process.env.CRYOGYM_DATA, join(packageRoot, "data")];
  return folders.filter((folder) => folder !== undefined && folder !== "").map((folder) => resolve(folder!));
}

function findTable(scenario: Scenario, table: string, folders: readonly string[]): string | undefined {
  const candidates = isAbsolute(table) ? [table] : [scenarioFolder(scenario), ...folders].map((f) => join(f, table));
  return candidates.find((candidate) => existsSync(candidate));
}

/** Whether all tables that a scenario needs are at hand. */
export function hasTables(scenario: Scenario, dataFolder?: string): boolean {
  const tables = worldKinds.get(scenario.world.kind).tables(scenario.world.options);
  return tables.every((table) => findTable(scenario, table, dataFolders(dataFolder)) !== undefined);
}

/**
 * Opens the source of a scenario's worlds.
 *
 * @param dataFolder the value of `--data`, if given
 * @throws UserError if a table is not found or can't be read, or its worlds lack what the latency model needs
 */
export function openWorld(scenario: Scenario, dataFolder?: string): WorldSource {
  const source = worldKinds.get(scenario.world.kind).open(scenario.world.options, {
    scenarioName: scenario.name,
    resolveTable(table) {
      const folders = dataFolders(dataFolder);
      const file = findTable(scenario, table, folders);
      if (file !== undefined) return file;
      const looked = isAbsolute(table) ? [table] : [scenarioFolder(scenario), ...folders];
      throw new UserError(
        `scenario '${scenario.name}': no table '${table}' in ${looked.join(", ")}. ${sessionDataAdvice}`,
      );
    },
  });
  checkLatency(scenario, source);
  return source;
}
