import { evaluationPolicyNames } from "../../agent/evaluate/policy-by-name.js";
import { suiteNames } from "../../env/scenario/load-suite.js";
import type { CommandEntry } from "../command.js";
import { runEvaluate } from "../evaluate/run-evaluate.js";
import { backendOption } from "../terminal/backend-option.js";
import { integer, list, positives } from "../terminal/parse-options.js";

const entry: CommandEntry = {
  name: "evaluate",
  summary: "compare policies on the same episodes of a scenario or of a suite of them",
  examples: [
    "cryogym evaluate --scenario y1-like --policy index,greedy,raster --episodes 50 --seed 1",
    "cryogym evaluate --suite core --policy index,greedy --episodes 20 --workers 2 --jsonl core.jsonl --html core.html --traces traces",
    "cryogym evaluate --suite core --policy index,greedy --episodes 20 --jsonl core.jsonl --resume",
    "cryogym evaluate --scenario 21mar02c --policy index,greedy,clairvoyant --budget-minutes 120,240,360,480 --json out.json --html out.html",
  ],
  configure: (command) =>
    command
      .option("--scenario <names|files>", "names of scenarios, or paths that end in .yaml, separated by commas")
      .option(
        "--suite <name|file>",
        `all scenarios of a suite (${suiteNames().join(", ")}), or of a path that ends in .yaml`,
      )
      .requiredOption(
        "--policy <names>",
        `separated by commas, the first is compared with the others: ${evaluationPolicyNames().join(", ")}`,
        list,
      )
      .option("--episodes <n>", "episodes for each scenario, policy and budget", integer(1), 50)
      .option("--seed <n>", "seed of worlds, starts and policies", integer(0), 1)
      .option("--budget-minutes <list>", "budgets, separated by commas (default: each scenario's own)", positives)
      .option("--budget-shares <list>", "shares of each scenario's own budget, separated by commas", positives)
      .option("--all-starts", "one episode from each hole of a replayed table, instead of --episodes")
      .option("--workers <n>", "threads (default: one for each core); results do not depend on it", integer(1))
      .addOption(backendOption())
      .option("--jsonl <file>", "write each episode as a line of JSON as soon as it is finished")
      .option("--resume", "go on with the episodes in the --jsonl file")
      .option("--traces <folder>", "write pages that step through the first episodes of each scenario and policy")
      .option("--trace-episodes <n>", "how many of them", integer(1), 1)
      .option("--data <dir>", "folder of session tables (else CRYOGYM_DATA, else data/)")
      .option("--json <file>", "write the results as JSON; - for standard output")
      .option("--html <file>", "write a self-contained report; - for standard output")
      .action(runEvaluate),
};

export default entry;
