import { KeyedRandom } from "../../env/random/keyed-random.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import { episodeRandom } from "../../env/world/start.js";
import { exportSessionTable } from "../../env/world/table/export-session-table.js";
import { requireWritable, writeOutput } from "../terminal/output-file.js";

/** Writes the world of a seed's first episode as a session table, truth included. */
export function exportTable(flags: { scenario: string; seed: number; out: string; data?: string }): void {
  requireWritable(flags.out);
  const source = openWorld(loadScenario(flags.scenario, flags.data), flags.data);
  const table = exportSessionTable(source.create(episodeRandom(new KeyedRandom(flags.seed), 0)));
  writeOutput(flags.out, table);
}
