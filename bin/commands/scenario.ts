import { presetJsonSchema, scenarioJsonSchema } from "../../env/scenario/scenario-json-schema.js";
import type { CommandEntry } from "../command.js";
import { check } from "../scenario/check.js";
import { DATA } from "../scenario/data-option.js";
import { exportTable } from "../scenario/export-table.js";
import { list } from "../scenario/list.js";
import { newScenario } from "../scenario/new.js";
import { show } from "../scenario/show.js";
import { stats } from "../scenario/stats.js";
import { integer } from "../terminal/parse-options.js";

const SCENARIO = ["--scenario <name|file>", "a name, or a path that ends in .yaml"] as const;

const entry: CommandEntry = {
  name: "scenario",
  summary: "list, show, check and start scenarios; export and measure their worlds",
  examples: [
    "cryogym scenario list",
    "cryogym scenario new my-session --extends y1-like",
    "cryogym scenario show y1-like",
    "cryogym scenario show core",
    "cryogym scenario check my-session.yaml",
    "cryogym scenario export --scenario y1-like --seed 7 --out y1-like-7.csv",
    "cryogym scenario stats --scenario y1-like --worlds 40",
  ],
  configure(command) {
    command
      .command("list")
      .description("the scenarios, presets and suites that come with cryogym")
      .option(...DATA)
      .action(list);
    command
      .command("show")
      .description("what a scenario, preset or suite says and how large a scenario's first world is")
      .argument("<scenario>", "a name, or a scenario's path that ends in .yaml")
      .option("--seed <n>", "seed of the world", integer(0), 1)
      .option(...DATA)
      .action(show);
    command
      .command("check")
      .description("reads scenario files and reports everything that is wrong with them")
      .argument("<scenario...>", "names, or paths that end in .yaml")
      .option(...DATA)
      .action(check);
    command
      .command("new")
      .description("writes a commented scenario file to start from")
      .argument("<name>", "the new scenario's name")
      .option("--extends <scenario|preset>", "what it starts from: a name, or a path that ends in .yaml", "y1-like")
      .option("--out <file>", "where to write it (default: NAME.yaml)")
      .action(newScenario);
    command
      .command("export")
      .description("writes the world of a seed's first episode as a session table, truth included")
      .requiredOption(...SCENARIO)
      .option("--seed <n>", "seed of the world", integer(0), 1)
      .option("--out <file>", "where to write it; - for standard output", "-")
      .option(...DATA)
      .action(exportTable);
    command
      .command("stats")
      .description("measures worlds: quality, where it varies, what holes say about each other")
      .requiredOption(...SCENARIO)
      .option("--worlds <n>", "number of worlds, the first episodes of the seed (default: 40)", integer(1))
      .option("--seed <n>", "seed of the worlds", integer(0), 1)
      .option("--json", "prints one JSON object; what can't be measured is null")
      .option(...DATA)
      .action(stats);
    command
      .command("schema")
      .description("the JSON Schema of scenario files, for editors")
      .option("--preset", "that of presets")
      .action(({ preset }: { preset?: boolean }) => {
        const schema = preset ? presetJsonSchema() : scenarioJsonSchema();
        process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
      });
  },
};

export default entry;
