import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { quantileSorted } from "simple-statistics";
import { RandomStream } from "../../../env/random/random-stream.js";
import { BenchInstrument } from "./bench-instrument.js";
import { type BenchServerOptions, startBenchServer, worldOf } from "./bench-server.js";
import { type ProcessFigures, processFigures } from "./process-figures.js";

/** Exposures of all instruments together that are not timed: Node compiles what runs often while it runs. */
const WARM_UP = 200;
/** As often as drivers say that they are there. */
const HEARTBEAT_MILLISECONDS = 10_000;
/** In so many parts, so that not all come at once. */
const BEATS = 20;

/** What is measured. */
export interface ServeBenchCase extends BenchServerOptions {
  readonly targets: number;
  readonly seconds: number;
  /** Seconds from one decision of an instrument to its next. */
  readonly every: number;
  /** The server without anything to do is looked at for so long. */
  readonly idleSeconds: number;
}

/** What was measured. Latencies are over the wire, milliseconds. */
export interface ServeMeasurement extends ServeBenchCase {
  readonly decisions: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly mostMilliseconds: number;
  /** What the server itself says that its decisions took in the mean, the waiting for a thread included. */
  readonly meanDecisionMilliseconds: number;
  readonly fallbacks: number;
  /** Shares of one core: without a session, with all instruments connected and nothing to decide, and while deciding. */
  readonly emptyCores: number;
  readonly idleCores: number;
  readonly busyCores: number;
  /** Processor time of the server for one decision with all that goes with it, which hangs less on what else runs. */
  readonly cpuMillisecondsADecision: number;
  readonly emptyMebibytes: number;
  readonly busyMebibytes: number;
  readonly mebibytesASession: number;
  /** What else the machine had to do: load averages of one minute before and after, and its cores. */
  readonly loadBefore: number;
  readonly loadAfter: number;
  readonly cores: number;
}

/** Measures a server of its own process with so many instruments, which are scripted in this one. */
export async function measureServe(given: ServeBenchCase): Promise<ServeMeasurement> {
  const loadBefore = loadavg()[0]!;
  const bench = await startBenchServer(given);
  const { names, clients } = bench;
  const instruments: BenchInstrument[] = [];
  try {
    const look = () => processFigures(String(bench.server.ready.gateway));
    const empty = await coresOver(given.idleSeconds, look);
    for (const [i, name] of names.entries()) {
      const one = new BenchInstrument({ name, ...clients, world: worldOf(given.targets, i) });
      instruments.push(one);
      await one.begin();
    }
    const rounds = Math.max(2, Math.min(Math.ceil(WARM_UP / instruments.length), Math.floor(given.targets / 4)));
    for (let i = 0; i < rounds; i++) for (const one of instruments) await one.expose(false);
    const stopBeating = beating(instruments);
    const idle = await coresOver(given.idleSeconds, look);
    stopBeating();
    const before = await look();
    const until = performance.now() + 1000 * given.seconds;
    const phases = new RandomStream(1);
    await Promise.all(instruments.map((one) => one.play(1000 * given.every, phases.uniform(), until)));
    const after = await look();
    const latencies = instruments.flatMap((one) => one.latencies).sort((a, b) => a - b);
    const decided = after.decisions - before.decisions;
    return {
      ...given,
      decisions: latencies.length,
      p50Milliseconds: quantileSorted(latencies, 0.5),
      p99Milliseconds: quantileSorted(latencies, 0.99),
      mostMilliseconds: latencies.at(-1)!,
      meanDecisionMilliseconds: (1000 * (after.decisionSeconds - before.decisionSeconds)) / decided,
      fallbacks: after.fallbacks,
      emptyCores: empty.cores,
      idleCores: idle.cores,
      busyCores: cores(before, after),
      cpuMillisecondsADecision: (1000 * (after.cpuSeconds - before.cpuSeconds)) / decided,
      emptyMebibytes: empty.figures.mebibytes,
      busyMebibytes: after.mebibytes,
      mebibytesASession: (after.mebibytes - empty.figures.mebibytes) / given.instruments,
      loadBefore,
      loadAfter: loadavg()[0]!,
      cores: cpus().length,
    };
  } finally {
    for (const one of instruments) one.close();
    await bench.stop();
  }
}

/** Has instruments say in turn that they are there, each every ten seconds. @returns a function that ends it */
function beating(instruments: readonly BenchInstrument[]): () => void {
  let tick = 0;
  const timer = setInterval(() => {
    for (let i = tick++ % BEATS; i < instruments.length; i += BEATS) instruments[i]!.beat();
  }, HEARTBEAT_MILLISECONDS / BEATS);
  return () => clearInterval(timer);
}

async function coresOver(seconds: number, look: () => Promise<ProcessFigures>) {
  const before = await look();
  await sleep(1000 * seconds);
  const figures = await look();
  return { cores: cores(before, figures), figures };
}

function cores(before: ProcessFigures, after: ProcessFigures): number {
  return (after.cpuSeconds - before.cpuSeconds) / ((after.atMilliseconds - before.atMilliseconds) / 1000);
}
