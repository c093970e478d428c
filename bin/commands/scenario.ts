import { UserError } from "../../env/errors.js";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { loadScenario, scenarioNames } from "../../env/scenario/load-scenario.js";
import { hasTables, openWorld } from "../../env/scenario/open-world.js";
import { scenarioJsonSchema } from "../../env/scenario/scenario-json-schema.js";
import { episodeRandom } from "../../env/world/start.js";
import { exportSessionTable } from "../../env/world/table/export-session-table.js";
import type { CommandEntry } from "../command.js";
import { formatTable } from "../terminal/format-table.js";
import { requireWritable, writeOutput } from "../terminal/output-file.js";
import { integer } from "../terminal/parse-options.js";

const DATA = ["--data <dir>", "folder of session tables (else CRYOGYM_DATA, else data/)"] as const;

const entry: CommandEntry = {
  name: "scenario",
  summary: "list, show and check scenarios; export their worlds as session tables",
  examples: [
    "cryogym scenario list",
    "cryogym scenario show y1-like",
    "cryogym scenario check my-session.yaml",
    "cryogym scenario export --scenario y1-like --seed 7 --out y1-like-7.csv",
  ],
  configure(command) {
    command
      .command("list")
      .description("the scenarios that come with cryogym")
      .option(...DATA)
      .action(list);
    command
      .command("show")
      .description("what a scenario says and how large its first world is")
      .argument("<scenario>", "a name, or a path that ends in .yaml")
      .option("--seed <n>", "seed of the world", integer(0), 1)
      .option(...DATA)
      .action(show);
    command
      .command("check")
      .description("reads scenario files and reports everything that is wrong with them")
      .argument("<scenario...>", "names, or paths that end in .yaml")
      .action(check);
    command
      .command("export")
      .description("writes the world of a seed's first episode as a session table, truth included")
      .requiredOption("--scenario <name|file>", "a name, or a path that ends in .yaml")
      .option("--seed <n>", "seed of the world", integer(0), 1)
      .option("--out <file>", "where to write it; - for standard output", "-")
      .option(...DATA)
      .action(exportTable);
    command
      .command("schema")
      .description("the JSON Schema of scenario files, for editors")
      .action(() => {
        process.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
      });
  },
};

export default entry;

function list({ data }: { data?: string }): void {
  const rows = scenarioNames().map((name) => {
    const scenario = loadScenario(name);
    const atHand = hasTables(scenario, data) ? "yes" : "no table";
    return [name, scenario.world.kind, atHand, scenario.description];
  });
  process.stdout.write(`${formatTable(["scenario", "world", "at hand", "description"], rows, 4)}\n`);
}

function show(name: string, { seed, data }: { seed: number; data?: string }): void {
  const scenario = loadScenario(name);
  const { plan } = scenario;
  const lines = [
    ["name", scenario.name],
    ["description", scenario.description],
    ["file", scenario.file],
    ["world", scenario.world.kind],
    ["start", scenario.start],
    ["budget", `${plan.budgetSeconds / 60} min`],
    ["latency", plan.latency.kind],
    ["good", plan.objective.goodExpression],
  ];
  if (hasTables(scenario, data)) {
    const source = openWorld(scenario, data);
    const { tree } = source.create(episodeRandom(new KeyedRandom(seed), 0));
    tree.shape.levels.forEach((level, i) => {
      if (i > 0) lines.push([`${level}s`, String(tree.levelStart[i + 1]! - tree.levelStart[i]!)]);
    });
    for (const note of source.notes) lines.push(["note", note]);
  } else {
    lines.push(["note", "its session table is not at hand (docs/data.md)"]);
  }
  for (const [key, value] of lines) process.stdout.write(`${key!.padEnd(12)}${value}\n`);
}

function check(names: readonly string[]): void {
  const problems: string[] = [];
  for (const name of names) {
    try {
      const { file } = loadScenario(name);
      process.stdout.write(`${file}: all right\n`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new UserError(problems.join("\n"));
}

function exportTable(flags: { scenario: string; seed: number; out: string; data?: string }): void {
  requireWritable(flags.out);
  const source = openWorld(loadScenario(flags.scenario), flags.data);
  const table = exportSessionTable(source.create(episodeRandom(new KeyedRandom(flags.seed), 0)));
  writeOutput(flags.out, table);
}
