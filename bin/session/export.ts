import { basename, dirname, relative, resolve } from "node:path";
import { requireWritable, writeOutput } from "../terminal/output-file.js";
import { keyOf, type SourceFlags, withSource } from "./open-source.js";
import { replayScenario } from "./replay-scenario.js";

interface Flags extends SourceFlags {
  readonly out: string;
  readonly scenario?: string;
}

/** `cryogym session export`: the table that replay worlds read and, beside it, a scenario that replays it. */
export function exportSession(named: string | undefined, flags: Flags): Promise<void> {
  const { out, scenario } = flags;
  requireWritable(out);
  requireWritable(scenario);
  return withSource(flags, async (source) => {
    const key = await keyOf(source, named);
    const { table, plan } = await source.export(key);
    const text =
      scenario === undefined ? undefined : replayScenario({ key, table, plan, path: pathFrom(scenario, out) });
    writeOutput(out, table);
    if (scenario === undefined || text === undefined) return;
    writeOutput(scenario, text);
    process.stderr.write(
      `Wrote ${out} and ${scenario}. Next:\n  cryogym scenario check ${scenario}\n  cryogym evaluate --scenario ${scenario} --policy index,raster --episodes 20\n`,
    );
  });
}

/** The table's path from the scenario's folder. */
function pathFrom(scenario: string, table: string): string {
  return table === "-" ? `${basename(scenario, ".yaml")}.csv` : relative(dirname(resolve(scenario)), resolve(table));
}
