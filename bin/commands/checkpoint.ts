import type { Command } from "commander";
import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import { compareCheckpoints } from "../checkpoint/compare.js";
import { showCheckpoint } from "../checkpoint/show.js";
import { verifyCheckpoints } from "../checkpoint/verify.js";
import type { CommandEntry } from "../command.js";
import { backendOption } from "../terminal/backend-option.js";
import { integer } from "../terminal/parse-options.js";

const CHECKPOINT = "folder of the checkpoint, or its name in checkpoints/";

const entry: CommandEntry = {
  name: "checkpoint",
  summary: "show, verify and compare trained networks",
  examples: [
    "cryogym checkpoint show default",
    "cryogym checkpoint verify runs/quick/checkpoint",
    "cryogym checkpoint compare default index --suite core --episodes 20",
  ],
  configure: (command) => {
    withExamples(command.command("show"), "show default", "show runs/quick/checkpoint --json")
      .description("what a checkpoint's card says: purpose, training, figures, features, sizes")
      .argument("<checkpoint>", CHECKPOINT)
      .option("--json", "write the card as JSON")
      .action((given: string, { json = false }: { json?: boolean }) => showCheckpoint(given, json));
    withExamples(command.command("verify"), "verify default", "verify runs/a/checkpoint runs/b/checkpoint")
      .description(
        "load checkpoints as a policy would, and let each decide: checksums, versions, features, weights, layers; code 1 if one does not fit",
      )
      .argument("<checkpoints...>", CHECKPOINT)
      .addOption(backendOption())
      .action((given: string[], { backend }: { backend: BackendChoice }) => verifyCheckpoints(given, backend));
    withExamples(
      command.command("compare"),
      "compare runs/quick/checkpoint default --scenario y1-like --episodes 50",
      "compare default index --scenario y1-like,short-budget --episodes 20 --seed 7",
      "compare default index --suite core --episodes 20",
    )
      .description("evaluate two checkpoints, or a checkpoint and another policy, on the same episodes")
      .argument("<first>", `${CHECKPOINT}; or a policy's name, such as index`)
      .argument("<second>", "the same")
      .option("--scenario <names|files>", "names of scenarios, or paths that end in .yaml, separated by commas")
      .option("--suite <name|file>", "all scenarios of a suite, or of a path that ends in .yaml")
      .option("--episodes <n>", "episodes for each scenario", integer(1), 50)
      .option("--seed <n>", "seed of worlds, starts and policies", integer(0), 1)
      .option("--workers <n>", "threads (default: one for each core); results do not depend on it", integer(1))
      .addOption(backendOption())
      .option("--data <dir>", "folder of session tables (else CRYOGYM_DATA, else data/)")
      .option("--json <file>", "write the results as JSON; - for standard output")
      .action(compareCheckpoints);
  },
};

export default entry;

function withExamples(command: Command, ...examples: string[]): Command {
  return command.addHelpText(
    "after",
    `\nExamples:\n${examples.map((example) => `  $ cryogym checkpoint ${example}`).join("\n")}`,
  );
}
