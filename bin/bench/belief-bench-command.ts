import type { Command } from "commander";
import { beliefs } from "../../agent/belief/kinds/index.js";
import { formatTable } from "../terminal/format-table.js";
import { list, positive } from "../terminal/parse-options.js";
import { progressBar } from "../terminal/progress-bar.js";
import {
  type BeliefBenchCase,
  type BeliefMeasurement,
  benchFlags,
  holeCounts,
  TARGET_HOLES,
  TARGET_PROBABILITIES_MICROSECONDS,
  TARGET_UPDATE_MICROSECONDS,
} from "./belief-bench.js";
import { inOwnProcess } from "./measure-apart.js";

interface Flags {
  belief?: string[];
  json?: boolean;
  runSeconds: number;
}

/** Timed runs that each figure is the median of. */
const RUNS = 5;

/** Declares `cryogym bench belief`. */
export function beliefBenchCommand(bench: Command): void {
  bench
    .command("belief")
    .description(
      `time and memory of an update of each belief with one outcome, of all probabilities, and of a joint sample; median of ${RUNS} runs`,
    )
    .option("--belief <names>", `separated by commas: ${beliefs.names().join(", ")} (default: all)`, list)
    .option("--json", "write JSON to standard output instead of a table")
    .option("--run-seconds <seconds>", "length of each timed run", positive, 0.2)
    .action(run);
}

async function run({ belief, json = false, runSeconds }: Flags): Promise<void> {
  const names = (belief ?? beliefs.names()).map((name) => beliefs.get(name).name);
  const cases = names.flatMap((name) => holeCounts.map((holes) => ({ belief: name, holes, runSeconds, runs: RUNS })));
  const progress = progressBar(cases.length, "measurements");
  const results: BeliefMeasurement[] = [];
  for (const benchCase of cases) {
    results.push(
      await inOwnProcess<BeliefBenchCase, BeliefMeasurement>("belief-bench-process.js", benchCase, benchFlags),
    );
    progress.step();
  }
  progress.stop();
  process.stdout.write(json ? `${JSON.stringify({ results }, null, 2)}\n` : text(results));
}

function text(results: readonly BeliefMeasurement[]): string {
  const header = ["belief", "holes", "observe µs", "observe + update µs", "B/update", "sample µs", "create ms"];
  const rows = results.map((r) => [
    r.belief,
    r.holes.toLocaleString("en"),
    r.observeMicroseconds.toFixed(2),
    r.updateMicroseconds.toFixed(1),
    r.allocatedBytesPerUpdate.toFixed(1),
    r.sampleMicroseconds.toFixed(1),
    (r.createMicroseconds / 1000).toFixed(2),
  ]);
  const lines = results
    .filter(({ holes }) => holes === TARGET_HOLES)
    .map(({ belief, updateMicroseconds }) => {
      const within = (target: number) => `${updateMicroseconds <= target ? "within" : "over"} ${target} µs`;
      return `  ${belief}: ${within(TARGET_UPDATE_MICROSECONDS)} for an update with one outcome, ${within(TARGET_PROBABILITIES_MICROSECONDS)} for all probabilities`;
    });
  return `${formatTable(header, rows, 1)}

"observe" takes an outcome in; "update" then brings effects and all probabilities up to date. A belief may put the work
off to its update, so both targets at ${TARGET_HOLES.toLocaleString("en")} holes are held against observe + update:
${lines.join("\n")}
`;
}
