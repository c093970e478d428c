import { loadPreset } from "../../env/scenario/load-preset.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { loadSuite, suiteNames } from "../../env/scenario/load-suite.js";
import { hasTables } from "../../env/scenario/open-world.js";
import { presetNames, scenarioNames } from "../../env/scenario/scenario-files.js";
import { formatTable } from "../terminal/format-table.js";

/** Prints the scenarios, presets and suites that come with cryogym. */
export function list({ data }: { data?: string }): void {
  const scenarios = scenarioNames().map((name) => {
    const scenario = loadScenario(name, data);
    const atHand = hasTables(scenario, data) ? "yes" : "no table";
    return [name, scenario.world.kind, atHand, scenario.description];
  });
  process.stdout.write(`${formatTable(["scenario", "world", "at hand", "description"], scenarios, 4)}\n`);
  const presets = presetNames().map((name) => {
    const preset = loadPreset(name, data);
    return [name, preset.gives.join(", "), preset.description];
  });
  if (presets.length > 0) {
    process.stdout.write(`\n${formatTable(["preset", "gives", "description"], presets, 3)}\n`);
  }
  const suites = suiteNames().map((name) => {
    const { description, scenarios } = loadSuite(name);
    return [name, String(scenarios.length), description];
  });
  process.stdout.write(`\n${formatTable(["suite", "scenarios", "description"], suites, 3)}\n`);
}
