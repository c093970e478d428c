import { FIT_ROUNDS } from "../../agent/belief/fit-logit-prior.js";
import { fitPrior } from "../../agent/belief/fit-prior.js";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import type { CommandEntry } from "../command.js";
import { requireWritable, writeOutput } from "../terminal/output-file.js";
import { integer } from "../terminal/parse-options.js";
import { progressBar } from "../terminal/progress-bar.js";

interface Flags {
  scenario: string;
  worlds: number;
  seed: number;
  out: string;
}

const entry: CommandEntry = {
  name: "prior",
  summary: "fit what a belief starts from on generated worlds",
  examples: ["cryogym prior --scenario y1-wide --worlds 400 --seed 1 --out agent/belief/priors/generated.json"],
  configure: (command) =>
    command
      .requiredOption("--scenario <name|file>", "a scenario with a generated world")
      .option("--worlds <n>", "number of worlds to draw", integer(2), 400)
      .option("--seed <n>", "seed of the worlds", integer(0), 1)
      .option("--out <file>", "where to write the prior; - for standard output", "-")
      .action((flags: Flags) => {
        requireWritable(flags.out);
        const scenario = loadScenario(flags.scenario);
        const madeBy = `cryogym prior --scenario ${flags.scenario} --worlds ${flags.worlds} --seed ${flags.seed}`;
        const source = openWorld(scenario);
        const bar = progressBar(FIT_ROUNDS, "rounds");
        const random = new KeyedRandom(flags.seed);
        const prior = fitPrior(source, scenario.plan, flags.worlds, random, madeBy, { progress: () => bar.step() });
        bar.stop();
        writeOutput(flags.out, `${JSON.stringify(prior, null, 2)}\n`);
      }),
};

export default entry;
