import { fitKernel, MOST_EVALUATIONS } from "../../agent/belief/gaussian-process/fit-kernel.js";
import { recordVisits, type Visits, withFeatures } from "../../agent/calibration/visits.js";
import { policies } from "../../agent/policies/index.js";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import { PREDICTED_CTF_RESOLUTION } from "../../env/tree/feature-schema.js";
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

/** What a session may know of its holes: everything, predictions alone, all but predictions, nothing. */
const knowledge: readonly ((level: string, feature: string) => boolean)[] = [
  () => true,
  (_, feature) => feature === PREDICTED_CTF_RESOLUTION.name,
  (_, feature) => feature !== PREDICTED_CTF_RESOLUTION.name,
  () => false,
];

const entry: CommandEntry = {
  name: "kernel",
  summary: "fit what the belief gaussian-process starts from on generated worlds",
  examples: ["cryogym kernel --scenario y1-wide --worlds 24 --seed 1 --out agent/belief/priors/gaussian-process.json"],
  configure: (command) =>
    command
      .requiredOption("--scenario <name|file>", "a scenario with a generated world, surveyed completely")
      .option("--worlds <n>", "number of worlds to draw, each with all, some and none of its features", integer(2), 24)
      .option("--seed <n>", "seed of the worlds", integer(0), 1)
      .option("--out <file>", "where to write the kernel; - for standard output", "-")
      .action(run),
};

export default entry;

function run(flags: Flags): void {
  requireWritable(flags.out);
  const scenario = loadScenario(flags.scenario);
  const source = openWorld(scenario);
  const random = new KeyedRandom(flags.seed);
  const visits = knowledge.flatMap((keeps): Visits[] => {
    const task = { ...scenario, source: { ...withFeatures(source, keeps), survey: "complete" as const } };
    return recordVisits(task, () => policies.get("index").create(), flags.worlds, random);
  });
  const madeBy = `cryogym kernel --scenario ${flags.scenario} --worlds ${flags.worlds} --seed ${flags.seed}`;
  const bar = progressBar(MOST_EVALUATIONS, "evaluations");
  const kernel = fitKernel(visits, madeBy, () => bar.step());
  bar.stop();
  writeOutput(flags.out, `${JSON.stringify(kernel, null, 2)}\n`);
}
