import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { RandomStream } from "../../../env/random/random-stream.js";
import { BenchInstrument } from "./bench-instrument.js";
import { type BenchServer, type BenchServerOptions, startBenchServer, worldOf } from "./bench-server.js";
import { type Growth, growth } from "./growth.js";
import type { MemoryFigures } from "./tell-memory.js";

/** This part of the samples at the beginning is not looked at: caches fill, code is compiled. */
const SETTLING = 0.3;
/** As many as are taken in a run. */
const SAMPLES = 60;
const HOUR_MILLISECONDS = 3_600_000;

/** What is run. */
export interface LongRunCase extends BenchServerOptions {
  /** Of each session, about. */
  readonly targets: number;
  readonly minutes: number;
  /** Seconds from one decision of an instrument to its next. */
  readonly every: number;
}

/** What the server needed at one time. */
export interface MemorySample {
  readonly hours: number;
  /** Heap of the main thread, garbage collected before. */
  readonly heapMebibytes: number;
  /** All of the process. */
  readonly residentMebibytes: number;
  /** Sessions that were over by then. */
  readonly sessions: number;
}

/** What became of it. Growth is in MiB an hour, of the samples after the first 30 %. */
export interface LongRunMeasurement extends LongRunCase {
  readonly samples: readonly MemorySample[];
  /** Samples at the beginning that the growth leaves out. */
  readonly settling: number;
  readonly heap: Growth;
  readonly resident: Growth;
  readonly sessions: number;
  readonly exposures: number;
  /** Of the server, in the mean. */
  readonly cores: number;
}

/**
 * Lets instruments hold one session after the other, each to its end, and looks at the server's memory meanwhile.
 *
 * @param sampled hears of each sample
 */
export async function longRun(
  given: LongRunCase,
  sampled: (sample: MemorySample) => void = () => {},
): Promise<LongRunMeasurement> {
  const memoryModule = new URL("tell-memory.js", import.meta.url).href;
  const bench = await startBenchServer(given, ["--import", memoryModule]);
  const traffic = new Traffic(given, bench);
  try {
    const length = 60_000 * given.minutes;
    const begun = performance.now();
    const before = await memoryOf(bench);
    const playing = traffic.play(begun + length);
    // What goes wrong meanwhile is thrown below.
    playing.catch(() => {});
    const samples: MemorySample[] = [];
    for (let i = 1; i <= SAMPLES && !traffic.hasFailed; i++) {
      await sleep(Math.max(0, begun + (i * length) / SAMPLES - performance.now()));
      const { heapBytes, residentBytes } = await memoryOf(bench);
      samples.push({
        hours: (performance.now() - begun) / HOUR_MILLISECONDS,
        heapMebibytes: heapBytes / 2 ** 20,
        residentMebibytes: residentBytes / 2 ** 20,
        sessions: traffic.sessions,
      });
      sampled(samples.at(-1)!);
    }
    const { cpuSeconds } = await memoryOf(bench);
    const seconds = (performance.now() - begun) / 1000;
    await playing;
    const settling = Math.floor(SETTLING * samples.length);
    const settled = samples.slice(settling);
    return {
      ...given,
      samples,
      settling,
      heap: growth(settled.map(({ hours, heapMebibytes }) => [hours, heapMebibytes])),
      resident: growth(settled.map(({ hours, residentMebibytes }) => [hours, residentMebibytes])),
      sessions: traffic.sessions,
      exposures: traffic.exposures,
      cores: (cpuSeconds - before.cpuSeconds) / seconds,
    };
  } finally {
    traffic.close();
    await bench.stop();
  }
}

/** Instruments that hold one session after the other. */
class Traffic {
  sessions = 0;
  exposures = 0;
  hasFailed = false;
  readonly #open = new Set<BenchInstrument>();

  constructor(
    readonly given: LongRunCase,
    readonly bench: BenchServer,
  ) {}

  async play(until: number): Promise<void> {
    const phases = new RandomStream(1);
    const plays = this.bench.names.map((name, i) => this.#playOne(name, i, phases.uniform(), until));
    await Promise.all(plays).catch((error: unknown) => {
      this.hasFailed = true;
      throw error;
    });
  }

  async #playOne(name: string, number: number, phase: number, until: number): Promise<void> {
    const { every, targets, instruments } = this.given;
    await sleep(1000 * every * phase);
    for (let run = 0; performance.now() < until; run++) {
      const world = worldOf(targets, number + run * instruments);
      const one = new BenchInstrument({ name, sessionKey: `${name}-run-${run}`, ...this.bench.clients, world });
      this.#open.add(one);
      await one.begin();
      while (!one.isOver && performance.now() < until) {
        await one.expose(false);
        this.exposures++;
        await sleep(1000 * every);
      }
      if (!one.isOver) return;
      await one.finish();
      this.#open.delete(one);
      this.sessions++;
    }
  }

  close(): void {
    for (const one of this.#open) one.close();
  }
}

async function memoryOf({ server: { process: child } }: BenchServer): Promise<MemoryFigures> {
  child.send("memory");
  for (;;) {
    const [message] = (await once(child, "message")) as [{ readonly memory?: MemoryFigures }];
    if (message.memory !== undefined) return message.memory;
  }
}
