import type { Command } from "commander";
import { backendNames } from "../../agent/learn/backend/backend-names.js";
import { formatTable } from "../terminal/format-table.js";
import { positive } from "../terminal/parse-options.js";
import { progressBar } from "../terminal/progress-bar.js";
import type { BackendBenchCase, BackendMeasurement } from "./backend-bench.js";
import type { BackendBenchResult } from "./backend-bench-process.js";
import { inOwnProcess } from "./measure-apart.js";

interface Flags {
  json?: boolean;
  runSeconds: number;
}

/** Declares `cryogym bench backend`. */
export function backendBenchCommand(bench: Command): void {
  bench
    .command("backend")
    .description(
      "milliseconds of processor time of each backend of TensorFlow.js that loads: scoring candidates, an update by PPO (256 decisions of 16 candidates on average, and padded to 64), and what was slow in it; a quarter of the runs stay below",
    )
    .option("--json", "write JSON to standard output instead of tables, with time on the clock as well")
    .option("--run-seconds <seconds>", "length of each timed run", positive, 2)
    .action(run);
}

async function run({ json = false, runSeconds }: Flags): Promise<void> {
  const progress = progressBar(backendNames.length, "backends");
  const results: BackendMeasurement[] = [];
  const missing: string[] = [];
  for (const backend of backendNames) {
    const result = await inOwnProcess<BackendBenchCase, BackendBenchResult>("backend-bench-process.js", {
      backend,
      runSeconds,
    });
    if ("missing" in result) missing.push(result.missing);
    else results.push(result);
    progress.step();
  }
  progress.stop();
  process.stdout.write(json ? `${JSON.stringify({ results, missing }, null, 2)}\n` : text(results, missing));
}

function text(results: readonly BackendMeasurement[], missing: readonly string[]): string {
  const header = ["backend", "loading", "score 100", "score 1,000", "PPO step", "padded to 64"];
  const rows = results.map(({ backend, load, score100, score1000, raggedStep, paddedStep }) => [
    backend,
    load.processor.toFixed(0),
    ...[score100, score1000].map((value) => value.processor.toFixed(2)),
    ...[raggedStep, paddedStep].map((value) => value.processor.toFixed(1)),
  ]);
  const parts = results.flatMap(({ backend, parts: measured }) =>
    measured.map(({ name, stock, ours }) => [backend, name, stock.processor.toFixed(2), ours.processor.toFixed(2)]),
  );
  const tables = [formatTable(header, rows, 1), formatTable(["backend", "part", "TensorFlow.js", "cryogym"], parts, 2)];
  return `${tables.join("\n\n")}\n${missing.map((sentence) => `\n${sentence}`).join("")}${missing.length > 0 ? "\n" : ""}`;
}
