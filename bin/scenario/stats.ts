import { KeyedRandom } from "../../env/random/keyed-random.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import { episodeRandom } from "../../env/world/start.js";
import { measureWorld } from "../../env/world/statistics/measure-world.js";
import { summarise, type WorldStatistics } from "../../env/world/statistics/world-statistics.js";
import { formatTable } from "../terminal/format-table.js";
import { progressBar } from "../terminal/progress-bar.js";
import { type StatisticsRow, statisticsRows } from "./statistics-rows.js";

/** Worlds that are measured if nothing is said. */
const WORLDS = 40;

/** Measures a scenario's worlds, the first episodes of a seed, and prints a table or JSON. */
export function stats(flags: { scenario: string; worlds?: number; seed: number; json?: boolean; data?: string }): void {
  const scenario = loadScenario(flags.scenario, flags.data);
  const source = openWorld(scenario, flags.data);
  const worlds = source.varies ? (flags.worlds ?? WORLDS) : 1;
  const random = new KeyedRandom(flags.seed);
  const bar = progressBar(worlds, "worlds");
  const measures = Array.from({ length: worlds }, (_, episode) => {
    const world = source.create(episodeRandom(random, episode));
    const measured = measureWorld(world, scenario.plan.objective.isGood);
    bar.step();
    return measured;
  });
  bar.stop();
  const statistics = summarise(measures);
  if (flags.json) {
    const { name } = scenario;
    process.stdout.write(`${JSON.stringify({ schemaVersion: 1, scenario: name, seed: flags.seed, ...statistics })}\n`);
    return;
  }
  process.stdout.write(`${table(statistics)}\n\n`);
  const what = worlds === 1 ? "One world" : `Means over ${worlds} worlds, ± their standard deviation`;
  const good = `good is ${scenario.plan.objective.goodExpression}`;
  process.stdout.write(`${what}; ${good}; failed fits count as bad and have no CTF resolution.\n`);
  for (const note of source.notes) process.stdout.write(`${note}\n`);
}

function table({ mean, sd, worlds }: WorldStatistics): string {
  const spreads = statisticsRows(sd);
  const rows = statisticsRows(mean).map((row, i) => {
    const cell = (key: keyof StatisticsRow & ("bySquare" | "byHole")) => {
      const value = row[key];
      if (value === undefined) return "";
      if (Number.isNaN(value)) return "–";
      const spread = spreads[i]![key]!;
      return worlds === 1 || Number.isNaN(spread)
        ? value.toFixed(row.digits)
        : `${value.toFixed(row.digits)} ± ${spread.toFixed(row.digits)}`;
    };
    return [row.what, cell("bySquare"), cell("byHole")];
  });
  return formatTable(["", "squares alike", "holes alike"], rows);
}
