import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { World } from "../../env/world/world.js";
import type { WorldData } from "../../env/world/world-data.js";
import { CommandLog } from "../../server/microscope/command-log.js";
import type { MicroscopeFault } from "../../server/microscope/commands.js";
import { FaultQueue } from "../../server/microscope/fault-queue.js";
import { Ledger } from "../../server/microscope/ledger.js";
import { serveMicroscope } from "../../server/microscope/microscope-server.js";
import { type MicroscopeClock, PacedClock } from "../../server/microscope/paced-clock.js";
import { ResultsReporter } from "../../server/microscope/results-reporter.js";
import { SimulatedMicroscope } from "../../server/microscope/simulated-microscope.js";
import { planOf } from "./plans.js";
import { silentLog } from "./server-in-process.js";
import { smallWorld } from "./small-worlds.js";

/** A folder that does not exist before and is removed afterwards. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "cryogym-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A simulated microscope in this process. */
export interface TestMicroscope {
  readonly port: number;
  /** Its ledger's folder. */
  readonly folder: string;
  readonly world: WorldData;
  /** Makes something go wrong. */
  inject(fault: MicroscopeFault): void;
  close(): void;
}

/** How a {@link TestMicroscope} is beside its world. */
export interface TestMicroscopeOptions {
  /** Default: time passes at once. */
  readonly clock?: MicroscopeClock;
  /** Only what was surveyed is known. */
  readonly concealed?: boolean;
  /** Exposes whatever it is asked for. */
  readonly careless?: boolean;
}

/**
 * Starts a microscope with a world; time passes at once.
 *
 * @param pipeline where its results go, if anywhere
 */
export async function startTestMicroscope(
  world: WorldData = smallWorld(),
  pipeline?: { readonly address: string; readonly sessionKey: string },
  { clock = new PacedClock(Number.POSITIVE_INFINITY), concealed = false, careless = false }: TestMicroscopeOptions = {},
): Promise<TestMicroscope> {
  const temporary = temporaryFolder();
  const folder = join(temporary.path, "microscope");
  const faults = new FaultQueue();
  const ledger = new Ledger(folder);
  const reporter =
    pipeline === undefined ? undefined : new ResultsReporter(pipeline.address, pipeline.sessionKey, silentLog);
  const microscope = new SimulatedMicroscope({
    world: new World(world, planOf(Number.POSITIVE_INFINITY), new KeyedRandom(1)),
    start: { concealed },
    clock,
    ledger,
    faults,
    careless,
    ...(reporter === undefined ? {} : { exposed: (_shotId: string, movie: string) => reporter.process(movie) }),
  });
  const server = await serveMicroscope(microscope, clock, {
    faults,
    log: new CommandLog(folder),
    exposures: () => ledger.length,
  });
  return {
    port: server.port,
    folder,
    world,
    inject: server.inject,
    close() {
      server.close();
      reporter?.close();
      temporary.remove();
    },
  };
}

/** Speaks to a microscope's socket line by line, well-formed or not. */
export class LineClient {
  readonly #lines: AsyncIterator<string>;

  private constructor(readonly socket: Socket) {
    this.#lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  }

  static async connect(port: number): Promise<LineClient> {
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new LineClient(socket);
  }

  /** Sends a line and waits for the answer's line. */
  async ask(line: string): Promise<string> {
    this.socket.write(`${line}\n`);
    const answer = await this.#lines.next();
    if (answer.done === true) throw new Error("the microscope closed the connection");
    return answer.value;
  }

  close(): void {
    this.socket.destroy();
  }
}
