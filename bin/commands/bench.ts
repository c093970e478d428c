import { backendBenchCommand } from "../bench/backend-bench-command.js";
import { beliefBenchCommand } from "../bench/belief-bench-command.js";
import { targetCounts } from "../bench/bench-task.js";
import { runBound } from "../bench/bound/run-bound.js";
import { benchCases, type EnvMeasurement, growthExponent, poolSize } from "../bench/env-bench.js";
import { measureApart } from "../bench/measure-apart.js";
import { serveBenchCommand } from "../bench/serve-bench-command.js";
import { trainBenchCommand } from "../bench/train-bench-command.js";
import type { CommandEntry } from "../command.js";
import { formatTable } from "../terminal/format-table.js";
import { integer, positive } from "../terminal/parse-options.js";
import { progressBar } from "../terminal/progress-bar.js";

interface EnvFlags {
  json?: boolean;
  runSeconds: number;
}

/** Timed runs that each figure is the median of. */
const RUNS = 5;

const entry: CommandEntry = {
  name: "bench",
  summary: "measure speed, memory and the tightness of the bound",
  examples: [
    "cryogym bench env",
    "cryogym bench env --json > env.json",
    "cryogym bench belief",
    "cryogym bench bound --episodes 20",
    "cryogym bench backend",
    "cryogym bench train",
    "cryogym bench serve --instruments 100 --seconds 60",
    "cryogym bench serve --minutes 60 --instruments 20 --targets 100 --every 0.5 --html memory.html",
  ],
  configure: (command) => {
    command
      .command("env")
      .description(
        `steps a second of each environment on one core: random legal actions, observation included, autoreset into a pool of ${poolSize} worlds; median of ${RUNS} runs`,
      )
      .option("--json", "write JSON to standard output instead of a table")
      .option("--run-seconds <seconds>", "length of each timed run", positive, 0.5)
      .action(runEnv);
    command
      .command("bound")
      .description(
        "how far the clairvoyant bound lies above the exact optimum, an integer program, in worlds of at most 8 holes, for each latency model",
      )
      .option("--json", "write JSON to standard output instead of a table")
      .option("--episodes <n>", "worlds of each latency model", integer(1), 200)
      .action(runBound);
    beliefBenchCommand(command);
    backendBenchCommand(command);
    trainBenchCommand(command);
    serveBenchCommand(command);
  },
};

export default entry;

async function runEnv({ json = false, runSeconds }: EnvFlags): Promise<void> {
  const cases = benchCases.flatMap(([environment, survey]) =>
    targetCounts.map((targets) => ({ environment, survey, targets })),
  );
  const progress = progressBar(cases.length, "measurements");
  const results: EnvMeasurement[] = [];
  for (const benchCase of cases) {
    results.push(await measureApart({ ...benchCase, options: { runSeconds, runs: RUNS } }));
    progress.step();
  }
  progress.stop();
  const exponents = benchCases.map(([environment, survey]) => ({
    environment,
    survey,
    exponent: growthExponent(results.filter((r) => r.environment === environment && r.survey === survey)),
  }));
  process.stdout.write(json ? `${JSON.stringify({ results, growthExponents: exponents }, null, 2)}\n` : text(results));
  if (json) return;
  process.stdout.write("\nThe time of a step grows as the number of targets to the power of\n");
  for (const { environment, survey, exponent } of exponents) {
    process.stdout.write(`  ${exponent.toFixed(2)}  ${environment}, survey ${survey}\n`);
  }
}

function text(results: readonly EnvMeasurement[]): string {
  const header = ["environment", "survey", "targets", "steps/s", "from scratch", "B/target", "B/step", "worlds/s"];
  const whole = (value: number) => Math.round(value).toLocaleString("en");
  const rows = results.map((r) => [
    r.environment,
    r.survey,
    whole(r.targets),
    whole(r.stepsPerSecond),
    whole(r.stepsPerSecondFromScratch),
    r.bytesPerTarget.toFixed(0),
    r.allocatedBytesPerStep.toFixed(1),
    whole(r.worldsPerSecond),
  ]);
  return `${formatTable(header, rows, 2)}\n`;
}
