import { basename } from "node:path";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { loadPreset } from "../../env/scenario/load-preset.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { loadSuite, suiteNames } from "../../env/scenario/load-suite.js";
import { hasTables, openWorld } from "../../env/scenario/open-world.js";
import { presetNames } from "../../env/scenario/scenario-files.js";
import { episodeRandom } from "../../env/world/start.js";
import { formatTable } from "../terminal/format-table.js";

/** Prints what a scenario, a preset or a suite says, and how large a scenario's first world is. */
export function show(name: string, { seed, data }: { seed: number; data?: string }): void {
  if (suiteNames().includes(name)) {
    process.stdout.write(suiteText(name, data));
    return;
  }
  const lines = presetNames().includes(name) ? presetLines(name, data) : scenarioLines(name, seed, data);
  for (const [key, value] of lines) process.stdout.write(`${key.padEnd(12)}${value}\n`);
}

function suiteText(name: string, data: string | undefined): string {
  const { description, scenarios } = loadSuite(name);
  const rows = scenarios.map((member) => {
    const scenario = loadScenario(member.name, data);
    const minutes = String(scenario.plan.budgetSeconds / 60);
    return [member.name, minutes, hasTables(scenario, data) ? "yes" : "no table", member.why];
  });
  return `${description}\n\n${formatTable(["scenario", "minutes", "at hand", "why it is here"], rows, 4)}\n`;
}

function presetLines(name: string, data: string | undefined): [string, string][] {
  const preset = loadPreset(name, data);
  return [
    ["name", preset.name],
    ["description", preset.description],
    ["file", preset.file],
    ["gives", preset.gives.join(", ")],
  ];
}

function scenarioLines(name: string, seed: number, data: string | undefined): [string, string][] {
  const scenario = loadScenario(name, data);
  const { plan } = scenario;
  const lines: [string, string][] = [
    ["name", scenario.name],
    ["description", scenario.description],
    ["file", scenario.file],
  ];
  if (scenario.files.length > 1) {
    lines.push([
      "extends",
      scenario.files
        .slice(1)
        .map((file) => basename(file, ".yaml"))
        .join(", "),
    ]);
  }
  lines.push(
    ["world", scenario.world.kind],
    ["start", scenario.start],
    ["budget", `${plan.budgetSeconds / 60} min`],
    ["latency", plan.latency.kind],
    ["good", plan.objective.goodExpression],
  );
  if (!hasTables(scenario, data)) return [...lines, ["note", "its session table is not at hand (docs/data.md)"]];
  const source = openWorld(scenario, data);
  const { tree } = source.create(episodeRandom(new KeyedRandom(seed), 0));
  tree.shape.levels.forEach((level, i) => {
    if (i > 0) lines.push([`${level}s`, String(tree.levelStart[i + 1]! - tree.levelStart[i]!)]);
  });
  for (const note of source.notes) lines.push(["note", note]);
  return lines;
}
