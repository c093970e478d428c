import type { Command } from "commander";
import { parsePolicySpec } from "../../agent/policy-spec.js";
import { UserError } from "../../env/errors.js";
import { formatTable } from "../terminal/format-table.js";
import { requireWritable, writeOutput } from "../terminal/output-file.js";
import { integer, positive } from "../terminal/parse-options.js";
import { growthSentence } from "./serve/growth-sentence.js";
import { type LongRunCase, type LongRunMeasurement, longRun } from "./serve/long-run.js";
import { memoryReport } from "./serve/memory-report.js";
import { measureServe, type ServeMeasurement } from "./serve/serve-bench.js";

interface Flags {
  instruments: number;
  targets: number;
  seconds: number;
  every: number;
  policy: string;
  threads: number;
  minutes?: number;
  html?: string;
  json?: boolean;
}

/** One instrument alone decides so many times as often, so that there is enough to measure. */
const ALONE_FASTER = 10;
/** The server without anything to do is looked at for so long, seconds. */
const IDLE_SECONDS = 5;
/** What is aimed at, milliseconds at the 99th percentile: with many instruments, and with one. */
const MANY_MILLISECONDS = 50;
const ONE_MILLISECONDS = 10;

/** Declares `cryogym bench serve`. */
export function serveBenchCommand(bench: Command): void {
  bench
    .command("serve")
    .description(
      "latency of decisions over the wire, processor time and memory of a policy server with one instrument and with many; instruments are scripted, in this process, and connected by gRPC",
    )
    .option("--instruments <n>", "at once", integer(1), 100)
    .option("--targets <n>", "of each, about", integer(100), 1000)
    .option("--seconds <n>", "that are measured", positive, 60)
    .option("--every <seconds>", "from one decision of an instrument to its next, at a random phase", positive, 5)
    .option("--policy <name>", "what decides", "index")
    .option("--threads <n>", "that decide", integer(1), 1)
    .option(
      "--minutes <n>",
      "instead of all that: sessions that end and begin again for so long, and the server's memory meanwhile",
      positive,
    )
    .option("--html <file>", "with --minutes: write a picture of the memory; - for standard output")
    .option("--json", "write JSON to standard output instead of a table")
    .addHelpText(
      "after",
      `
Examples:
  cryogym bench serve
  cryogym bench serve --instruments 10 --seconds 20 --json
  cryogym bench serve --minutes 60 --instruments 20 --targets 100 --every 0.5 --html memory.html`,
    )
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const { json = false, instruments, every, minutes, html, ...rest } = flags;
  parsePolicySpec(rest.policy);
  if (minutes !== undefined) {
    await runLong({ ...rest, instruments, every, minutes }, { json, html });
    return;
  }
  if (html !== undefined) throw new UserError("--html goes with --minutes");
  const results: ServeMeasurement[] = [];
  for (const one of [
    { ...rest, instruments: 1, every: every / ALONE_FASTER, idleSeconds: IDLE_SECONDS },
    { ...rest, instruments, every, idleSeconds: IDLE_SECONDS },
  ]) {
    process.stderr.write(`${one.instruments} instruments for ${one.seconds} s …\n`);
    results.push(await measureServe(one));
  }
  process.stdout.write(json ? `${JSON.stringify({ results }, null, 2)}\n` : text(results));
}

async function runLong(given: LongRunCase, { json, html }: { json: boolean; html: string | undefined }): Promise<void> {
  requireWritable(html);
  if (json && html === "-") throw new UserError("only one of --json and --html can be standard output");
  const measured = await longRun(given, ({ hours, heapMebibytes, residentMebibytes, sessions }) => {
    const figures = `heap ${heapMebibytes.toFixed(1)} MiB, in all ${residentMebibytes.toFixed(0)} MiB`;
    process.stderr.write(`${(60 * hours).toFixed(1)} min: ${figures}, ${sessions} sessions over\n`);
  });
  if (html !== undefined) writeOutput(html, await memoryReport(measured));
  if (json) process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
  else if (html !== "-") process.stdout.write(longText(measured));
}

function longText({ minutes, instruments, sessions, exposures, cores, heap, resident }: LongRunMeasurement): string {
  return `${minutes} minutes, ${instruments} instruments: ${sessions} sessions from beginning to end, ${exposures} decisions carried out, ${cores.toFixed(2)} cores.
${growthSentence("Heap of the main thread, garbage collected", heap)}
${growthSentence("All of the process", resident)}
`;
}

function text(results: readonly ServeMeasurement[]): string {
  const header = [
    "instruments",
    "every s",
    "decisions",
    "p50 ms",
    "p99 ms",
    "most ms",
    "deciding ms",
    "fallbacks",
    "cores",
    "CPU ms",
    "idle ms/s",
    "MiB",
    "MiB/session",
  ];
  const rows = results.map((r) => [
    String(r.instruments),
    String(r.every),
    String(r.decisions),
    ...[r.p50Milliseconds, r.p99Milliseconds, r.mostMilliseconds, r.meanDecisionMilliseconds].map((x) => x.toFixed(1)),
    String(r.fallbacks),
    r.busyCores.toFixed(2),
    r.cpuMillisecondsADecision.toFixed(1),
    (1000 * r.idleCores).toFixed(1),
    r.busyMebibytes.toFixed(0),
    r.mebibytesASession.toFixed(1),
  ]);
  const goals = results.map((r) => {
    const goal = r.instruments === 1 ? ONE_MILLISECONDS : MANY_MILLISECONDS;
    const within = r.p99Milliseconds < goal ? "within" : "over";
    return `  ${r.instruments}: p99 ${within} ${goal} ms; load average ${r.loadBefore.toFixed(1)} before, ${r.loadAfter.toFixed(1)} after, on ${r.cores} cores`;
  });
  return `${formatTable(header, rows)}

From the message that ends an exposure to the next directive's arrival; the instruments' own process runs on the same machine. "CPU ms" is the
server's processor time for a decision with all that goes with it; "deciding" includes waiting for a thread; "idle ms/s" is
its processor time in a second with all instruments connected and nothing to decide.
${goals.join("\n")}
`;
}
