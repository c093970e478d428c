import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import type { AnyTrainingConfig } from "../../agent/learn/train/load-training.js";
import { UserError } from "../../env/errors.js";
import type { CommandEntry } from "../command.js";
import { Interrupts } from "../evaluate/interrupts.js";
import { backendOption } from "../terminal/backend-option.js";
import { integer } from "../terminal/parse-options.js";
import { describeDqn, describePpo, trainingLine } from "../terminal/training-line.js";

interface Flags {
  config: string;
  out: string;
  resume?: boolean;
  backend: BackendChoice;
  workers?: number;
  seed?: number;
  iterations?: number;
}

const entry: CommandEntry = {
  name: "train",
  summary: "train a policy in simulation",
  examples: [
    "cryogym train --config training/quick.yaml --out runs/quick",
    "cryogym train --config training/default.yaml --out runs/default --resume",
  ],
  configure: (command) =>
    command
      .requiredOption("--config <file>", "training file: what is trained on, and how; see docs/training.md")
      .requiredOption("--out <dir>", "folder of the run: state, metrics, checkpoint")
      .option("--resume", "go on with the run in the folder, where there is one")
      .addOption(backendOption("what TensorFlow.js computes on"))
      .option("--seed <n>", "instead of the file's", integer(0))
      .option("--workers <n>", "threads, instead of the file's", integer(1))
      .option("--iterations <n>", "instead of the file's", integer(1))
      .action(run),
};

export default entry;

async function run(flags: Flags): Promise<void> {
  // TensorFlow.js takes a while to load, and most commands do not need it.
  const { loadTraining } = await import("../../agent/learn/train/load-training.js");
  const config = withFlags(loadTraining(flags.config), flags);
  const { trainAny } = await import("../../agent/learn/train/train-any.js");
  const interrupts = new Interrupts();
  const { iterations: all } = config.algorithm === "dqn" ? config.dqn : config.ppo;
  const line = trainingLine(all, config.algorithm === "dqn" ? describeDqn : describePpo);
  const { checkpoint, isFinished, iterations } = await trainAny(config, {
    folder: flags.out,
    resume: flags.resume === true,
    backend: flags.backend,
    command: repeatedBy(flags),
    signal: interrupts.signal,
    clock: () => Date.now() / 1000,
    onBackend: (sentence) => process.stderr.write(`Computes on ${sentence}.\n`),
    onImitation: (text) => process.stderr.write(`${text}\n`),
    onIteration: (report, done) => line.show(report, done),
  });
  line.stop();
  interrupts.ignore();
  process.stdout.write(`${checkpoint}\n`);
  if (isFinished) return;
  process.stderr.write(`Interrupted after ${iterations} of ${all} iterations; --resume goes on.\n`);
  process.exitCode = Interrupts.EXIT_CODE;
}

function withFlags(config: AnyTrainingConfig, { seed, workers, iterations }: Flags): AnyTrainingConfig {
  const seeded = { ...config, ...(seed !== undefined && { seed }) };
  const counted = iterations !== undefined && { iterations };
  if (seeded.algorithm !== "dqn") {
    return { ...seeded, ...(workers !== undefined && { workers }), ppo: { ...seeded.ppo, ...counted } };
  }
  if (workers !== undefined)
    throw new UserError("--workers: a flat DQN is trained in one thread; leave the option out");
  return { ...seeded, dqn: { ...seeded.dqn, ...counted } };
}

/** The command that repeats a run. */
function repeatedBy({ config, out, seed, workers, iterations }: Flags): string {
  const given = Object.entries({ seed, workers, iterations }).filter(([, value]) => value !== undefined);
  return [
    "cryogym train",
    `--config ${config}`,
    `--out ${out}`,
    ...given.map(([name, value]) => `--${name} ${value}`),
  ].join(" ");
}
