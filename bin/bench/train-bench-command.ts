import type { Command } from "commander";
import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import { backendOption } from "../terminal/backend-option.js";
import { formatTable } from "../terminal/format-table.js";
import { integer } from "../terminal/parse-options.js";
import { progressBar } from "../terminal/progress-bar.js";
import { defaultEnvironment, preparePeer } from "./train/peer-environment.js";
import {
  CANDIDATES,
  CORES,
  measurementCount,
  measureTraining,
  type TrainBenchReport,
  type TrainingFigures,
  timeParts,
} from "./train/train-bench.js";

interface Flags {
  backend: BackendChoice;
  environment: string;
  iterations: number;
  json?: boolean;
  peer: boolean;
  python: string;
  repeats: number;
  scenario: string;
}

/** Declares `cryogym bench train`. */
export function trainBenchCommand(bench: Command): void {
  bench
    .command("train")
    .description(
      `environment steps a second of PPO's whole loop with ${CORES} workers, next to Stable-Baselines3's MaskablePPO with a network of the same sizes, and what a decision takes; medians of repeats in turn`,
    )
    .option("--json", "write JSON to standard output instead of tables")
    .option("--repeats <n>", "times that everything is measured", integer(1), 3)
    .option("--iterations <n>", "of each measurement, 2,048 steps each; the first quarter is not timed", integer(2), 20)
    .option("--scenario <name|file>", "what cryogym collects in", "y1-like")
    .option("--no-peer", "measure cryogym alone, without Python")
    .option("--python <program>", "the Python 3 that makes the peer's virtual environment", "python3")
    .option("--environment <dir>", "the peer's virtual environment, made if it is not there", defaultEnvironment)
    .addOption(backendOption("what cryogym computes on in training"))
    .addHelpText(
      "after",
      "\nExamples:\n  cryogym bench train --no-peer --repeats 1\n  cryogym bench train --repeats 5 --json > train.json",
    )
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const { backend, environment, iterations, json = false, peer, python, repeats, scenario } = flags;
  const peersPython = peer ? await preparePeer({ folder: environment, python }) : undefined;
  const options = { backend, iterations, python: peersPython, repeats, scenario };
  const progress = progressBar(measurementCount(options), "measurements");
  try {
    const report = await measureTraining(options, () => progress.step());
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : text(report));
  } finally {
    progress.stop();
  }
}

function text({ backend, sizes, figures, ratio, peerVersions, decision, repeats }: TrainBenchReport): string {
  const whole = (value: number) => Math.round(value).toLocaleString("en");
  const header = ["", "env steps/s", "per core and s", "samples/s", "collect s", "update s", "parameters"];
  const rows = figures.map((row) => [
    row.name,
    whole(row.envStepsPerSecond),
    row.stepsPerProcessorSecond === undefined ? "–" : whole(row.stepsPerProcessorSecond),
    whole(row.samplesPerSecond),
    row.collectSeconds.toFixed(1),
    row.updateSeconds.toFixed(1),
    whole(row.parameters),
  ]);
  const isOwn = (row: TrainingFigures): row is Required<TrainingFigures> => row.shares !== undefined;
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const shares = figures
    .filter(isOwn)
    .map(({ name, shares }) => [name, ...timeParts.map((part) => percent(shares[part]))]);
  const { candidates, present, features, context, hidden } = sizes;
  const decisions = [
    [`network alone, ${whole(CANDIDATES)} candidates`, decision.network.toFixed(2)],
    [`whole decision, one group of ${whole(CANDIDATES)} holes`, decision.oneGroup.toFixed(2)],
    [`whole decision, ${whole(CANDIDATES)} holes on ten squares`, decision.tenSquares.toFixed(2)],
  ];
  const versions = Object.entries(peerVersions ?? {}).map(([name, version]) => `${name} ${version}`);
  return `${[
    `Up to ${candidates} candidates, ${present} on average, ${features} features each, ${context} of the context, ${hidden} wide; backend ${backend}; median of ${repeats}.`,
    formatTable(header, rows),
    ...(ratio === undefined
      ? []
      : [`cryogym / MaskablePPO at its fastest: ${ratio.toFixed(2)} (${versions.join(", ")}).`]),
    formatTable(["share of the workers' time", ...timeParts], shares),
    formatTable([`decision (${decision.backend})`, "ms"], decisions),
  ].join("\n\n")}\n`;
}
