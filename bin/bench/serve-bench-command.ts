import type { Command } from "commander";
import { parsePolicySpec } from "../../agent/policy-spec.js";
import { formatTable } from "../terminal/format-table.js";
import { integer, positive } from "../terminal/parse-options.js";
import { measureServe, type ServeMeasurement } from "./serve/serve-bench.js";

interface Flags {
  instruments: number;
  targets: number;
  seconds: number;
  every: number;
  policy: string;
  threads: number;
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
    .option("--json", "write JSON to standard output instead of a table")
    .addHelpText(
      "after",
      "\nExamples:\n  cryogym bench serve\n  cryogym bench serve --instruments 10 --seconds 20 --json",
    )
    .action(run);
}

async function run({ json = false, instruments, every, ...rest }: Flags): Promise<void> {
  parsePolicySpec(rest.policy);
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
    "idle cores",
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
    r.idleCores.toFixed(3),
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
server's processor time for a decision with all that goes with it; "deciding" includes waiting for a thread.
${goals.join("\n")}
`;
}
