import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { credentials } from "@grpc/grpc-js";
import { quantileSorted } from "simple-statistics";
import { stringify } from "yaml";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { episodeRandom } from "../../../env/world/start.js";
import { CollectionServiceClient } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ResultsServiceClient } from "../../../proto/gen/cryogym/v1alpha1/results_service.js";
import { startCommand } from "../../terminal/child-process.js";
import { benchScenario } from "../bench-task.js";
import { BenchInstrument } from "./bench-instrument.js";
import { type ProcessFigures, processFigures } from "./process-figures.js";

/** Targets of a square with its groups and holes. */
const GROUPS_A_SQUARE = 5;
const HOLES_A_GROUP = 21;
const TARGETS_A_SQUARE = 1 + GROUPS_A_SQUARE * (1 + HOLES_A_GROUP);
/** Exposures of each instrument that are not timed. */
const WARM_UP = 2;

/** What is measured. */
export interface ServeBenchCase {
  readonly instruments: number;
  readonly targets: number;
  readonly seconds: number;
  /** Seconds from one decision of an instrument to its next. */
  readonly every: number;
  readonly policy: string;
  /** Threads that decide. */
  readonly threads: number;
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
  /** Shares of one core: without a session, with all sessions and nothing to decide, and while deciding. */
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
  const folder = mkdtempSync(join(tmpdir(), "cryogym-bench-serve-"));
  const loadBefore = loadavg()[0]!;
  const names = Array.from({ length: given.instruments }, (_, i) => `instrument-${i + 1}`);
  const file = join(folder, "server.yaml");
  writeFileSync(file, stringify(configOf(given, names)));
  const server = await startCommand(["serve", "--config", file]);
  const address = String(server.ready.address);
  const insecure = credentials.createInsecure();
  const clients = {
    collection: new CollectionServiceClient(address, insecure),
    results: new ResultsServiceClient(address, insecure),
  };
  const instruments: BenchInstrument[] = [];
  try {
    const look = () => processFigures(String(server.ready.gateway));
    const empty = await coresOver(given.idleSeconds, look);
    for (const [i, name] of names.entries()) {
      const one = new BenchInstrument({ name, ...clients, world: worldOf(given, i) });
      instruments.push(one);
      await one.begin();
    }
    for (let i = 0; i < WARM_UP; i++) for (const one of instruments) await one.expose(false);
    const idle = await coresOver(given.idleSeconds, look);
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
    for (const client of Object.values(clients)) client.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function configOf({ policy, threads, instruments }: ServeBenchCase, names: readonly string[]): object {
  const usual = { scenario: "y1-like", policy, mode: "autonomous" };
  return {
    listen: "127.0.0.1:0",
    gateway: { listen: "127.0.0.1:0" },
    data: "data",
    instruments: names.map((name) => ({ name, ...usual })),
    policy: { threads },
    limits: { streams_per_client: instruments + 10, requests_per_minute: 1_000_000 },
    log_level: "error",
  };
}

/** A world of the scenario `y1-like` with about so many targets, another one for each instrument. */
function worldOf({ targets }: ServeBenchCase, number: number) {
  const squares = Math.max(1, Math.round((targets - 1) / TARGETS_A_SQUARE));
  const scenario = benchScenario([1, squares, GROUPS_A_SQUARE, HOLES_A_GROUP]);
  return openWorld(scenario).create(episodeRandom(new KeyedRandom(1), number));
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
